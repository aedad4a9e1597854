using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace TesseraGdal.Tests.Architecture;

/// <summary>
/// Who uses whom in a compiled assembly, read from its metadata: base types, interfaces, constraints, attributes, fields, signatures, locals and every
/// token in the bodies of methods. What the compiler inlines (constants) leaves no trace and is not seen.
/// </summary>
internal sealed class CompiledAssembly : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    internal CompiledAssembly(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Names of the assemblies that are referenced.</summary>
    internal IEnumerable<string> References => _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name));

    /// <summary>Names of the native libraries that are declared (P/Invoke).</summary>
    internal IEnumerable<string> NativeLibraries =>
        Enumerable.Range(1, _metadata.GetTableRowCount(TableIndex.ModuleRef))
            .Select(row => _metadata.GetString(_metadata.GetModuleReference(MetadataTokens.ModuleReferenceHandle(row)).Name));

    /// <summary>Texts that stand in the bodies of methods.</summary>
    internal IEnumerable<string> Literals
    {
        get
        {
            for (UserStringHandle handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = _metadata.GetNextHandle(handle))
                yield return _metadata.GetUserString(handle);
        }
    }

    /// <summary>Full names of the outermost types.</summary>
    internal IEnumerable<string> Types => _metadata.TypeDefinitions.Select(OutermostName).Distinct();

    /// <summary>What each outermost type is called, what it calls its members, and the texts in its methods. What the compiler inlines (constants) is where it is used.</summary>
    internal IEnumerable<(string Type, string Text)> Words()
    {
        foreach (TypeDefinitionHandle handle in _metadata.TypeDefinitions)
        {
            string outermost = OutermostName(handle);
            TypeDefinition type = _metadata.GetTypeDefinition(handle);
            yield return (outermost, _metadata.GetString(type.Name));
            foreach (FieldDefinitionHandle field in type.GetFields()) yield return (outermost, _metadata.GetString(_metadata.GetFieldDefinition(field).Name));
            foreach (PropertyDefinitionHandle property in type.GetProperties()) yield return (outermost, _metadata.GetString(_metadata.GetPropertyDefinition(property).Name));
            foreach (MethodDefinitionHandle method in type.GetMethods())
            {
                MethodDefinition definition = _metadata.GetMethodDefinition(method);
                yield return (outermost, _metadata.GetString(definition.Name));
                foreach (ParameterHandle parameter in definition.GetParameters()) yield return (outermost, _metadata.GetString(_metadata.GetParameter(parameter).Name));
                if (definition.RelativeVirtualAddress == 0) continue;
                foreach (UserStringHandle text in IlReader.Texts(_file.GetMethodBody(definition.RelativeVirtualAddress).GetILReader()))
                    yield return (outermost, _metadata.GetUserString(text));
            }
        }
    }

    /// <summary>All uses of one outermost type by another.</summary>
    internal IReadOnlySet<TypeUse> Uses()
    {
        var uses = new HashSet<TypeUse>();
        foreach (TypeDefinitionHandle handle in _metadata.TypeDefinitions)
        {
            string user = OutermostName(handle);
            var tokens = new TokenWalker(_metadata, used =>
            {
                if (OutermostName(used) is var name && name != user) uses.Add(new TypeUse(user, name));
            });
            Walk(_metadata.GetTypeDefinition(handle), tokens);
        }
        return uses;
    }

    private void Walk(TypeDefinition type, TokenWalker tokens)
    {
        tokens.Visit(type.BaseType);
        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations()) tokens.Visit(_metadata.GetInterfaceImplementation(handle).Interface);
        Walk(type.GetGenericParameters(), tokens);
        Walk(type.GetCustomAttributes(), tokens);
        foreach (PropertyDefinitionHandle handle in type.GetProperties()) Walk(_metadata.GetPropertyDefinition(handle).GetCustomAttributes(), tokens);
        foreach (EventDefinitionHandle handle in type.GetEvents()) tokens.Visit(_metadata.GetEventDefinition(handle).Type);
        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            FieldDefinition field = _metadata.GetFieldDefinition(handle);
            field.DecodeSignature(tokens, null);
            Walk(field.GetCustomAttributes(), tokens);
        }
        foreach (MethodDefinitionHandle handle in type.GetMethods()) Walk(_metadata.GetMethodDefinition(handle), tokens);
    }

    private void Walk(MethodDefinition method, TokenWalker tokens)
    {
        method.DecodeSignature(tokens, null);
        Walk(method.GetGenericParameters(), tokens);
        Walk(method.GetCustomAttributes(), tokens);
        foreach (ParameterHandle handle in method.GetParameters()) Walk(_metadata.GetParameter(handle).GetCustomAttributes(), tokens);
        if (method.RelativeVirtualAddress == 0) return;

        MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
        tokens.Visit(body.LocalSignature);
        foreach (ExceptionRegion region in body.ExceptionRegions) tokens.Visit(region.CatchType);
        foreach (EntityHandle token in IlReader.Tokens(body.GetILReader())) tokens.Visit(token);
    }

    private void Walk(GenericParameterHandleCollection parameters, TokenWalker tokens)
    {
        foreach (GenericParameterHandle handle in parameters)
        {
            foreach (GenericParameterConstraintHandle constraint in _metadata.GetGenericParameter(handle).GetConstraints())
                tokens.Visit(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void Walk(CustomAttributeHandleCollection attributes, TokenWalker tokens)
    {
        foreach (CustomAttributeHandle handle in attributes) tokens.Visit(_metadata.GetCustomAttribute(handle).Constructor);
    }

    private string OutermostName(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil) type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        string space = _metadata.GetString(type.Namespace), name = _metadata.GetString(type.Name);
        return space.Length == 0 ? name : $"{space}.{name}";
    }
}
