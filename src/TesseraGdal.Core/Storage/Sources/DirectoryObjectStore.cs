using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace TesseraGdal.Storage.Sources;

/// <summary>
/// Objects as files under a folder. An object's tag is its length and time of writing, so that a replaced file is noticed: both are
/// asked of the open file, before and after its bytes are read.
/// </summary>
internal sealed class DirectoryObjectStore : IObjectStore
{
    private const string CopyAgain = "Copy the file again, it is too short";

    /// <summary>Bytes that are read on the caller's thread, some rows of a tile: to hand them to another thread would take longer than to read them.</summary>
    private const int FewBytes = 256 << 10;

    private readonly string _root;

    /// <summary>Opens a folder as a store; the folder need not exist yet.</summary>
    /// <param name="root">Path of the folder.</param>
    public DirectoryObjectStore(string root) => _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <inheritdoc/>
    public string Name => _root;

    /// <inheritdoc/>
    public ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using SafeFileHandle file = Open(key);
        return ValueTask.FromResult(FactsOf(key, file));
    }

    /// <inheritdoc/>
    public async ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfZero(destination.Length);
        using SafeFileHandle file = Open(key);
        ObjectFacts facts = FactsOf(key, file);
        int count = (int)Math.Min(destination.Length, facts.Length - offset);
        if (count <= 0)
            throw Failure(ObjectFailure.Corrupt, key, $"it has {facts.Length} bytes, and a read at byte {offset} was needed", CopyAgain);
        await FillAsync(key, file, expected ?? facts, [new RangeRead(offset, destination[..count])], cancellationToken).ConfigureAwait(false);
        return new ObjectRead(facts, count);
    }

    /// <inheritdoc/>
    public async ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = Open(key);
        await FillAsync(key, file, expected, ranges, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        string folder = Path.GetDirectoryName(PathOf(prefix + "x"))!;
        if (!Directory.Exists(folder)) yield break;
        IEnumerable<string> keys = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (string key in keys)
            yield return await StatAsync(key, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask FillAsync(string key, SafeFileHandle file, ObjectFacts expected, IReadOnlyList<RangeRead> ranges, CancellationToken cancellationToken)
    {
        RequireSame(key, file, expected);
        try
        {
            foreach (RangeRead range in ranges)
            {
                for (int done = 0; done < range.Destination.Length;)
                {
                    int count = await ReadAsync(file, range.Destination[done..], range.Offset + done, cancellationToken).ConfigureAwait(false);
                    if (count == 0)
                        throw Failure(ObjectFailure.Corrupt, key, $"it ends at byte {RandomAccess.GetLength(file)}, within a range that was needed", CopyAgain);
                    done += count;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(ObjectFailure.LocalDisk, key, e.Message, "Check that the file can be read", e);
        }
        RequireSame(key, file, expected);
    }

    private static ValueTask<int> ReadAsync(SafeFileHandle file, Memory<byte> destination, long offset, CancellationToken cancellationToken)
    {
        if (destination.Length > FewBytes) return RandomAccess.ReadAsync(file, destination, offset, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return new(RandomAccess.Read(file, destination.Span, offset));
    }

    private void RequireSame(string key, SafeFileHandle file, ObjectFacts expected)
    {
        if (!FactsOf(key, file).IsSameObject(expected))
            throw Failure(ObjectFailure.Changed, key, "the file was written to while it was being read", "Read it again");
    }

    private SafeFileHandle Open(string key)
    {
        string path = PathOf(key);
        try
        {
            return PlainFile.OpenRead(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || (e is UnauthorizedAccessException && Directory.Exists(path)))
        {
            throw Failure(ObjectFailure.NotFound, key, "there is no such file", "Check the name, and TESSERA_SOURCE and TESSERA_LAYOUT", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(ObjectFailure.LocalDisk, key, e.Message, "Check that the file can be read", e);
        }
    }

    private ObjectFacts FactsOf(string key, SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        DateTime written = File.GetLastWriteTimeUtc(file);
        return new ObjectFacts { Key = key, Length = length, ETag = FormattableString.Invariant($"{length:x}-{written.Ticks:x}"), LastModified = written, Source = Name };
    }

    /// <summary>Keys come from names that users type: none may leave the folder.</summary>
    private string PathOf(string key)
    {
        ObjectKey.Check(key, Name);
        return Path.Combine(_root, key.Replace('/', Path.DirectorySeparatorChar));
    }

    private ObjectException Failure(ObjectFailure failure, string key, string answer, string remedy, Exception? inner = null) =>
        new(failure, key, Name, answer, remedy + ".", inner);
}
