using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace TesseraGdal.Tests.Rasters;

/// <summary>Every layout of a destination, aligned and not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CombinatorialLayoutsAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        List<ITheoryDataRow> rows = [];
        foreach (string layout in Enum.GetNames<PixelSink.Layout>())
        {
            foreach (int shift in (int[])[0, 1, 4, 6]) rows.Add(new TheoryDataRow(layout, shift));
        }
        return ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(rows);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
