using TesseraGdal.Catalog;
using TesseraGdal.Naming;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Settings;
using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;

namespace TesseraGdal.Openers;

/// <summary>What is known, besides the name's form, when something is opened: all that the name's query, the open options and the configuration say.</summary>
internal sealed class Opening
{
    private readonly Lazy<StorePair> _stores;
    private readonly NameQuery _query;

    /// <summary>Reads all of it; nothing is looked up yet.</summary>
    /// <param name="name">What is opened.</param>
    /// <param name="openOptions">Open options, without prefix; they win over the configuration.</param>
    /// <param name="configuration">Looks up a configuration option or environment variable by its full name.</param>
    /// <param name="wire">A program's own way to the wire; or null.</param>
    /// <exception cref="TesseraException">A value is not one of those that are allowed.</exception>
    internal Opening(DatasetName name, IReadOnlyDictionary<string, string> openOptions, Func<string, string?> configuration, Wire? wire = null)
    {
        var reader = new SettingsReader(name.Query, openOptions, configuration);
        Settings = TesseraSettings.Parse(reader, configuration).Through(wire);
        View = ViewRequest.Parse(reader);
        Area = AreaRequest.Parse(reader);
        _stores = new Lazy<StorePair>(() => ObjectStores.Open(SourceResolver.Resolve(Settings), Settings.Storage));
        _query = NameQuery.Of(reader.Given(NameOptions.All).Where(option => NameQuery.CanHold(option.Value)));
    }

    /// <summary>Sources, registry, how pixels are read.</summary>
    internal TesseraSettings Settings { get; }

    /// <summary>What is shown, and which bands.</summary>
    internal ViewRequest View { get; }

    /// <summary>How pixels are read for what is shown.</summary>
    internal ReadOptions ReadOptions => Settings.ReadOptions with { Overviews = View.HasOverviews(Settings.Overviews) };

    /// <summary>Which part of the Earth, or null for all.</summary>
    internal AreaRequest? Area { get; }

    /// <summary>The chain of sources.</summary>
    /// <exception cref="TesseraException">The source is none.</exception>
    internal StorePair Stores => _stores.Value;

    /// <summary>
    /// The options of the names of subdatasets: all that was given at this opening, so that they open as parts of it. What cannot stand in a
    /// name (<see cref="NameQuery.CanHold"/>) has to be given again.
    /// </summary>
    /// <exception cref="TesseraException">The region's path cannot stand in a name: without it, a subdataset would be another raster.</exception>
    internal NameQuery Carried
    {
        get
        {
            Area?.DemandCarried(_query);
            return _query;
        }
    }

    /// <summary>The dataset of a name, or else that of the settings.</summary>
    /// <exception cref="TesseraException">There is none.</exception>
    internal Dataset DatasetOf(Dataset? named, DatasetName name, string rest) =>
        named ?? Settings.Dataset
        ?? throw new TesseraException(TesseraErrorKind.InvalidArgument, $"The name {name} leaves out the dataset: write TESSERA:v1/{rest}, or set TESSERA_DATASET.");
}
