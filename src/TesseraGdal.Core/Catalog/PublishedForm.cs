namespace TesseraGdal.Catalog;

/// <summary>A form that a dataset is published in.</summary>
/// <param name="Name">The form's name, as <c>format=</c> has it: <c>npy</c>, <c>zarr</c>.</param>
/// <param name="Folder">The folder of it under the <c>source-coop</c> layout, by the publisher's own name: <c>v1.1-cam</c>.</param>
public readonly record struct PublishedForm(string Name, string Folder);
