using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace TesseraGdal.Tests.Architecture;

/// <summary>Reads the instructions of a method for the tokens of types, methods, fields and signatures in them (ECMA-335 III).</summary>
internal static class IlReader
{
    private const byte TwoBytes = 0xFE;

    private static readonly Dictionary<ushort, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (ushort)code.Value);

    internal static IEnumerable<EntityHandle> Tokens(BlobReader il) =>
        Operands(il)
            .Where(operand => operand.Type is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineSig or OperandType.InlineTok or OperandType.InlineType)
            .Select(operand => MetadataTokens.EntityHandle(operand.Token));

    /// <summary>The texts that instructions load.</summary>
    internal static IEnumerable<UserStringHandle> Texts(BlobReader il) =>
        Operands(il).Where(operand => operand.Type == OperandType.InlineString).Select(operand => (UserStringHandle)MetadataTokens.Handle(operand.Token));

    /// <summary>The operands of four bytes that are tokens, of all instructions.</summary>
    private static List<(OperandType Type, int Token)> Operands(BlobReader il)
    {
        var operands = new List<(OperandType, int)>();
        while (il.RemainingBytes > 0)
        {
            byte first = il.ReadByte();
            OpCode code = OpCodesByValue[first == TwoBytes ? (ushort)(TwoBytes << 8 | il.ReadByte()) : first];
            switch (code.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineSig or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineString:
                    operands.Add((code.OperandType, il.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    int count = il.ReadInt32();
                    il.Offset += count * sizeof(int);
                    break;
                default:
                    il.Offset += Size(code.OperandType);
                    break;
            }
        }
        return operands;
    }

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
