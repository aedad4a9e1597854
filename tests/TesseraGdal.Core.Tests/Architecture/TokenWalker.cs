using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace TesseraGdal.Tests.Architecture;

/// <summary>Follows metadata tokens and signatures to the types of the same assembly that they mention.</summary>
internal sealed class TokenWalker(MetadataReader metadata, Action<TypeDefinitionHandle> found) : ISignatureTypeProvider<bool, object?>
{
    internal void Visit(EntityHandle token)
    {
        if (token.IsNil) return;
        switch (token.Kind)
        {
            case HandleKind.TypeDefinition:
                found((TypeDefinitionHandle)token);
                break;
            case HandleKind.TypeSpecification:
                metadata.GetTypeSpecification((TypeSpecificationHandle)token).DecodeSignature(this, null);
                break;
            case HandleKind.FieldDefinition:
                found(metadata.GetFieldDefinition((FieldDefinitionHandle)token).GetDeclaringType());
                break;
            case HandleKind.MethodDefinition:
                found(metadata.GetMethodDefinition((MethodDefinitionHandle)token).GetDeclaringType());
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification method = metadata.GetMethodSpecification((MethodSpecificationHandle)token);
                Visit(method.Method);
                method.DecodeSignature(this, null);
                break;
            case HandleKind.MemberReference:
                MemberReference member = metadata.GetMemberReference((MemberReferenceHandle)token);
                Visit(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Method) member.DecodeMethodSignature(this, null);
                else member.DecodeFieldSignature(this, null);
                break;
            case HandleKind.StandaloneSignature:
                StandaloneSignature signature = metadata.GetStandaloneSignature((StandaloneSignatureHandle)token);
                if (signature.GetKind() == StandaloneSignatureKind.LocalVariables) signature.DecodeLocalSignature(this, null);
                else signature.DecodeMethodSignature(this, null);
                break;
            case HandleKind.TypeReference: // another assembly's
                break;
            default:
                throw new NotSupportedException($"A token of kind {token.Kind} is not followed.");
        }
    }

    public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        found(handle);
        return true;
    }

    public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
    {
        Visit(handle);
        return true;
    }

    // What a type is made of has been visited by the time that these are called.
    public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => true;
    public bool GetArrayType(bool elementType, ArrayShape shape) => true;
    public bool GetByReferenceType(bool elementType) => true;
    public bool GetFunctionPointerType(MethodSignature<bool> signature) => true;
    public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => true;
    public bool GetGenericMethodParameter(object? genericContext, int index) => true;
    public bool GetGenericTypeParameter(object? genericContext, int index) => true;
    public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => true;
    public bool GetPinnedType(bool elementType) => true;
    public bool GetPointerType(bool elementType) => true;
    public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => true;
    public bool GetSZArrayType(bool elementType) => true;
}
