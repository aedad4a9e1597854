using System.Text.Json;
using FsCheck.Xunit;
using TesseraGdal.Storage.Checksums;
using Xunit;

namespace TesseraGdal.Tests.Storage;

public class Crc64NvmeTests
{
    public static TheoryData<string, string> Vectors()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.PathOf("tests/data/vectors/crc64nvme.json")));
        var data = new TheoryData<string, string>();
        foreach (JsonElement vector in file.RootElement.GetProperty("vectors").EnumerateArray())
            data.Add(vector.GetProperty("name").GetString()!, vector.GetProperty("x_amz_checksum_crc64nvme").GetString()!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Published_vectors_hold(string name, string expected) => Assert.Equal(expected, Crc64Nvme.Format(Crc64Nvme.Of(BytesOf(name))));

    [Fact]
    public void The_constant_of_the_polynomial_is_its_mirror_image() => Assert.Equal(0x9A6C9329AC4BC9B5UL, Crc64Polynomial.Reflected);

    [Fact]
    public void Folding_equals_slicing_at_every_length_and_alignment()
    {
        Assert.SkipUnless(Crc64Folding.IsSupported, "This processor has no carry-less multiplication.");
        byte[] bytes = ObjectBytes.Of(700);
        for (int start = 0; start < 17; start++)
        {
            for (int length = Crc64Folding.MinLength; length <= 600; length++)
            {
                ReadOnlySpan<byte> part = bytes.AsSpan(start, length);
                ulong register = (ulong)length * 0x123456789ABCDEF;
                Assert.Equal(Crc64Slicing.Update(register, part), Crc64Folding.Update(register, part));
            }
        }
    }

    [Fact]
    public void Slicing_equals_the_definition_bit_by_bit()
    {
        byte[] bytes = ObjectBytes.Of(100);
        for (int length = 0; length <= bytes.Length; length++)
            Assert.Equal(BitByBit(bytes.AsSpan(0, length)), ~Crc64Slicing.Update(ulong.MaxValue, bytes.AsSpan(0, length)));
    }

    [Property]
    public void Appending_piece_by_piece_is_appending_at_once(byte[][] pieces)
    {
        var crc = default(Crc64Nvme);
        foreach (byte[] piece in pieces) crc.Append(piece);
        Assert.Equal(Crc64Nvme.Of([.. pieces.SelectMany(piece => piece)]), crc.Value);
    }

    [Property]
    public void The_checksum_of_a_whole_follows_from_those_of_its_parts(byte[] a, byte[] b) =>
        Assert.Equal(Crc64Nvme.Of([.. a, .. b]), Crc64Nvme.Combine(Crc64Nvme.Of(a), Crc64Nvme.Of(b), b.Length));

    [Fact]
    public void Long_parts_combine_too()
    {
        byte[] bytes = ObjectBytes.Of(3 * 65536 + 777);
        ulong crc = 0;
        foreach (byte[] block in bytes.Chunk(65536)) crc = Crc64Nvme.Combine(crc, Crc64Nvme.Of(block), block.Length);
        Assert.Equal(Crc64Nvme.Of(bytes), crc);
        // Longer than any memory: (A, zeros of 2⁶⁰) is (A, zeros of 2⁵⁹, zeros of 2⁵⁹).
        ulong half = Crc64Nvme.Combine(42, 7, 1L << 59);
        Assert.Equal(
            Crc64Nvme.Combine(42, Crc64Nvme.Combine(7, 9, 1L << 59), 1L << 60),
            Crc64Nvme.Combine(half, 9, 1L << 59));
    }

    [Property]
    public void Headers_read_as_they_were_written(ulong crc) => Assert.Equal(crc, Crc64Nvme.Parse(Crc64Nvme.Format(crc)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAA")]
    [InlineData("!!!!!!!!!!!=")]
    [InlineData("vGKn99/GFTk=-2")]
    public void What_is_no_checksum_reads_as_none(string? header) => Assert.Null(Crc64Nvme.Parse(header));

    private static ulong BitByBit(ReadOnlySpan<byte> bytes)
    {
        ulong register = ulong.MaxValue;
        foreach (byte value in bytes)
        {
            register ^= value;
            for (int bit = 0; bit < 8; bit++) register = (register & 1) != 0 ? (register >> 1) ^ 0x9A6C9329AC4BC9B5 : register >> 1;
        }
        return ~register;
    }

    private static byte[] BytesOf(string name) => name switch
    {
        "empty" => [],
        "zeros-4096" => new byte[4096],
        "ones-4096" => [.. Enumerable.Repeat((byte)0xFF, 4096)],
        _ when name.StartsWith("ramp-", StringComparison.Ordinal) => [.. Enumerable.Range(0, int.Parse(name[5..], null)).Select(i => (byte)(i * 7 + i / 251))],
        _ => System.Text.Encoding.ASCII.GetBytes(name),
    };
}
