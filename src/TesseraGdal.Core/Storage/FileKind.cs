namespace TesseraGdal.Storage;

/// <summary>What is at a path: the mode, with the type in it, as <c>stat</c> has it; whose it is; and how many names it has.</summary>
internal readonly record struct FileKind(ushort Mode, uint Owner, uint Links)
{
    private const ushort TypeMask = 0xF000, Folder = 0x4000, Regular = 0x8000, OthersMask = 0x3F;

    /// <summary>Whether it is a folder, and no link to one.</summary>
    public bool IsFolder => (Mode & TypeMask) == Folder;

    /// <summary>Whether it is a file, and no link, pipe, socket or device.</summary>
    public bool IsFile => (Mode & TypeMask) == Regular;

    /// <summary>Whether its group or others may do anything with it.</summary>
    public bool IsOpenToOthers => (Mode & OthersMask) != 0;
}
