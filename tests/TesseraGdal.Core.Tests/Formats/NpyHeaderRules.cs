using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TesseraGdal.Forms.Npy.Arrays;
using Xunit;

namespace TesseraGdal.Tests.Formats;

/// <summary>What the head of an .npy file may say, and what is said of it where it is wrong (formats.md §3.1).</summary>
public class NpyHeaderRules
{
    [Theory]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (3, 4, 128), }", nameof(NpyElement.Int8))]
    [InlineData("{'shape': (3, 4, 128), 'fortran_order': False, 'descr': 'i1'}", nameof(NpyElement.Int8))]
    [InlineData("{ \"descr\" :\"<f4\",\t\"fortran_order\"  :  False , \"shape\":(3,4,128,) , } ", nameof(NpyElement.Float32))]
    [InlineData("{'descr':'>f4','fortran_order':False,'shape':(3L, 4L, 128L)}", nameof(NpyElement.Float32BigEndian))]
    public void Entries_come_in_any_order_and_spacing(string text, string element)
    {
        byte[] head = Head(text);
        NpyHeader header = NpyHeader.Parse(head, head.Length + (3 * 4 * 128 * (element == nameof(NpyElement.Int8) ? 1 : 4)), "x.npy");
        Assert.Equal(element, header.Element.ToString());
        Assert.Equal([3, 4, 128], header.Shape);
        Assert.Equal(head.Length, header.DataOffset);
    }

    [Fact]
    public void Version_2_has_a_longer_length()
    {
        byte[] head = Head("{'descr': '|i1', 'fortran_order': False, 'shape': (5,), }" + new string(' ', 1000), major: 2);
        NpyHeader header = NpyHeader.Parse(head, head.Length + 5, "x.npy");
        Assert.Equal(head.Length, header.DataOffset);
        Assert.Equal([5], header.Shape);
    }

    [Theory]
    [InlineData("{'descr': '|i1', 'fortran_order': True, 'shape': (3, 4), }", "Fortran order")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (3, 4), }", "of type '|u1'")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }", "of type '<f8'")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3, 4), }", "structures")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (3, -4), }", "negative length")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (3), }", "a comma was expected")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "needs more than 2^63")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807, 128), }", "needs more than 2^63")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (99999999999999999999, 1), }", "no array can have")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (3, 5), }", "truncated")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (3, 3), }", "needs only")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (0, 9223372036854775807), }", "needs only")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, }", "no entry 'shape'")]
    [InlineData("{'descr': '|i1', 'shape': (3, 4), }", "no entry 'fortran_order'")]
    [InlineData("{'descr': '|i1', 'descr': '|i1', 'fortran_order': False, 'shape': (3, 4), }", "there twice")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (3, 4), 'x': 1}", "an entry 'x'")]
    [InlineData("{'descr': '|i1', 'fortran_order': Maybe, 'shape': (3, 4), }", "True or False was expected")]
    [InlineData("{'descr': '|i1, 'fortran_order': False, 'shape': (3, 4), }", "expected at its byte")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (3, 4), } x", "the end of the header was expected")]
    [InlineData("import os", "'{' was expected")]
    [InlineData("  ", "'{' was expected")]
    public void What_is_wrong_is_named(string text, string expected)
    {
        byte[] head = Head(text);
        TesseraException e = Assert.Throws<TesseraException>(() => NpyHeader.Parse(head, head.Length + 12, "v1/x.npy"));
        Assert.Equal(TesseraErrorKind.CorruptData, e.Kind);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("v1/x.npy cannot be used", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "version is 3.0")]
    [InlineData(0, "version is 0.0")]
    public void Other_versions_are_refused(byte major, string expected)
    {
        byte[] head = Head("{'descr': '|i1', 'fortran_order': False, 'shape': (3, 4), }", major);
        Assert.Contains(expected, Message(head, head.Length + 12), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_longer_than_the_object_or_than_any_header_is_refused()
    {
        byte[] head = Head("{'descr': '|i1', 'fortran_order': False, 'shape': (3, 4), }");
        Assert.Contains("the whole object has 20", Message(head[..20], 20), StringComparison.Ordinal);
        byte[] huge = [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 127, 0, 0];
        Assert.Contains("are accepted", Message(huge, long.MaxValue), StringComparison.Ordinal);
        Assert.Contains("within its header", Message(head[..9], 9), StringComparison.Ordinal);
        Assert.Contains("magic", Message([], 0), StringComparison.Ordinal);
        Assert.Contains("magic", Message("PK\x3\x4 and so on, a zip"u8.ToArray(), 99), StringComparison.Ordinal);
    }

    [Property(MaxTest = 2000)]
    public void Any_bytes_are_a_header_or_an_error_that_says_so(byte[] bytes, bool asDictionary, short length) =>
        ParseOrRefuse(asDictionary ? Head(Encoding.Latin1.GetString(bytes)) : bytes, Math.Abs((int)length));

    /// <summary>Right headers of which a few bytes are changed or cut: nearer to what an attacker or a bad disk would make.</summary>
    [Property(MaxTest = 3000)]
    public Property Damaged_headers_are_headers_or_errors_that_say_so()
    {
        byte[] right = Head("{'descr': '|i1', 'fortran_order': False, 'shape': (3, 4, 128), }");
        Gen<byte[]> damaged =
            from places in Gen.ArrayOf(Gen.Choose(0, right.Length - 1), 3)
            from values in Gen.ArrayOf(Gen.Choose(0, 255), 3)
            from cut in Gen.Choose(0, 2 * right.Length)
            select Damage(right, places, values, cut);
        return Prop.ForAll(Arb.From(damaged), head => ParseOrRefuse(head, right.Length + 1536));
    }

    private static byte[] Damage(byte[] right, int[] places, int[] values, int cut)
    {
        byte[] bytes = [.. right];
        for (int i = 0; i < places.Length; i++) bytes[places[i]] = (byte)values[i];
        return bytes[..Math.Min(cut, bytes.Length)];
    }

    private static void ParseOrRefuse(byte[] head, long objectLength)
    {
        try
        {
            NpyHeader header = NpyHeader.Parse(head, objectLength, "x");
            Assert.Equal(objectLength, header.DataOffset + (header.Shape.Aggregate(1L, (product, length) => product * length) * header.ItemSize));
        }
        catch (TesseraException e)
        {
            Assert.Equal(TesseraErrorKind.CorruptData, e.Kind);
        }
    }

    private static string Message(byte[] start, long length) => Assert.Throws<TesseraException>(() => NpyHeader.Parse(start, length, "x")).Message;

    private static byte[] Head(string text, byte major = 1)
    {
        byte[] body = [.. Encoding.Latin1.GetBytes(text), (byte)'\n'];
        return major == 1
            ? [0x93, .. "NUMPY"u8, 1, 0, (byte)body.Length, (byte)(body.Length >> 8), .. body]
            : [0x93, .. "NUMPY"u8, major, 0, (byte)body.Length, (byte)(body.Length >> 8), 0, 0, .. body];
    }
}
