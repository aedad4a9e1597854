using TesseraGdal.Storage.Sources;

namespace TesseraGdal.Forms;

/// <summary>Where a form of a dataset is found.</summary>
/// <param name="Stores">The chain of sources.</param>
/// <param name="Presence">How it is found out what exists.</param>
internal sealed record FormAccess(StorePair Stores, PresenceOptions Presence);
