using System.Runtime.CompilerServices;

namespace TesseraGdal.Storage;

/// <summary>Objects as files under a folder. An object's tag is its length and time of writing, so that a replaced file is noticed.</summary>
public sealed class DirectoryObjectStore : IObjectStore
{
    private readonly string _root;

    /// <summary>Opens a folder as a store; the folder need not exist yet.</summary>
    /// <param name="root">Path of the folder.</param>
    public DirectoryObjectStore(string root) => _root = Path.GetFullPath(root);

    /// <inheritdoc/>
    public string Name => _root;

    /// <inheritdoc/>
    public ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult(FactsOf(key));

    /// <inheritdoc/>
    public async ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken)
    {
        ObjectFacts facts = FactsOf(key);
        if (expected is not null && expected.ETag != facts.ETag)
            throw Failure(ObjectFailure.Changed, key, "the file was written to while it was being read", "Read it again");
        int wanted = (int)Math.Min(destination.Length, facts.Length - offset);
        if (wanted <= 0)
            throw Failure(ObjectFailure.Corrupt, key, $"it has {facts.Length} bytes, and a read at byte {offset} was needed", "Copy the file again, it is too short");
        try
        {
            using var file = File.OpenHandle(PathOf(key), options: FileOptions.Asynchronous);
            for (int done = 0; done < wanted;)
            {
                int count = await RandomAccess.ReadAsync(file, destination[done..wanted], offset + done, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                    throw Failure(ObjectFailure.Corrupt, key, "the file became shorter while it was being read", "Read it again");
                done += count;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(ObjectFailure.LocalDisk, key, e.Message, "Check that the file can be read", e);
        }
        return new ObjectRead(facts, wanted);
    }

    /// <inheritdoc/>
    public async ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        foreach (RangeRead range in ranges)
        {
            ObjectRead read = await ReadAsync(key, range.Offset, range.Destination, expected, cancellationToken).ConfigureAwait(false);
            if (read.Count < range.Destination.Length)
                throw Failure(ObjectFailure.Corrupt, key, $"it ends at byte {read.Facts.Length}, within a range that was needed", "Copy the file again, it is too short");
        }
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
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return FactsOf(key);
        }
    }

    private ObjectFacts FactsOf(string key)
    {
        var file = new FileInfo(PathOf(key));
        if (!file.Exists) throw Failure(ObjectFailure.NotFound, key, "there is no such file", "Check TESSERA_SOURCE and TESSERA_LAYOUT");
        return new ObjectFacts
        {
            Key = key,
            Length = file.Length,
            ETag = $"{file.Length:x}-{file.LastWriteTimeUtc.Ticks:x}",
            LastModified = file.LastWriteTimeUtc,
            Source = Name,
        };
    }

    /// <summary>Keys come from names that users type: none may leave the folder.</summary>
    private string PathOf(string key)
    {
        string path = Path.GetFullPath(Path.Combine(_root, key));
        if (!path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw Failure(ObjectFailure.Refused, key, "the key leads out of the folder", "Use a key without '..'");
        return path;
    }

    private ObjectException Failure(ObjectFailure failure, string key, string answer, string remedy, Exception? inner = null) =>
        new(failure, key, Name, answer, remedy + ".", inner);
}
