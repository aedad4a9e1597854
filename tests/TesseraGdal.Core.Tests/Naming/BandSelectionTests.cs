using FsCheck.Xunit;
using TesseraGdal.Options;
using Xunit;

namespace TesseraGdal.Tests.Naming;

public class BandSelectionTests
{
    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0,1,2", new[] { 0, 1, 2 })]
    [InlineData("0-2,127", new[] { 0, 1, 2, 127 })]
    [InlineData("5, 3-4", new[] { 5, 3, 4 })]
    [InlineData("7,7", new[] { 7, 7 })]
    public void Bands_are_counted_from_0_and_keep_their_order(string text, int[] bands) => Assert.Equal(bands, BandSelection.TryParse(text)!.Bands);

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("128")]
    [InlineData("-1")]
    [InlineData("2-0")]
    [InlineData("0-128")]
    [InlineData("0-127,0")] // more than there are
    [InlineData("1-2-3")]
    [InlineData("one")]
    [InlineData("99999999999")]
    [InlineData("0-99999999")]
    public void Nothing_else_is_a_list_of_bands(string text) => Assert.Null(BandSelection.TryParse(text));

    [Property]
    public void A_selection_is_read_back_as_what_it_was_written_for(byte first, byte[]? others)
    {
        int[] bands = [.. (others ?? []).Prepend(first).Select(b => b % 128).Take(128)];
        BandSelection selection = BandSelection.TryParse(string.Join(',', bands))!;
        Assert.Equal(bands, selection.Bands);
        Assert.Equal(selection, BandSelection.TryParse(selection.ToString()));
    }
}
