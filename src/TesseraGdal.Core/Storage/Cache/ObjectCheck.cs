using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

namespace TesseraGdal.Storage.Cache;

/// <summary>
/// Checks the whole of an object once all its blocks are known, by the best fact that its source gives (design.md §3): its CRC-64/NVME, asked for by HEAD;
/// else its ETag if that is an MD5; else its length. Made once for an object, whoever asks.
/// </summary>
internal sealed class ObjectCheck
{
    private readonly KeptObject _kept;
    private readonly FetchSource _source;
    private readonly Lock _gate = new();
    private CheckState _state;
    private Task? _underWay;

    /// <summary>Makes the check of an object.</summary>
    /// <param name="kept">The object.</param>
    /// <param name="source">Whom to ask for its checksum. Where whole objects are to be checked before use, a source that cannot be asked is a failure; else it is asked next time.</param>
    /// <param name="state">What is known already.</param>
    public ObjectCheck(KeptObject kept, FetchSource source, CheckState state)
    {
        _kept = kept;
        _source = source;
        _state = state;
    }

    /// <summary>Whether the object was found right.</summary>
    public bool IsDone
    {
        get { lock (_gate) return _state.IsDone; }
    }

    /// <summary>Checks the object if all of it is known and it has not been checked.</summary>
    /// <exception cref="ObjectException">It is not what its source published.</exception>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        if (IsDone || !_kept.Blocks.IsWhole) return;
        Task running;
        lock (_gate)
        {
            if (_state.IsDone) return;
            // One that failed is not remembered: who asks next, asks anew.
            if (_underWay is null || _underWay.IsCompleted) _underWay = Task.Run(CheckAsync, CancellationToken.None);
            running = _underWay;
        }
        await running.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A block came anew, though all had been checked: what was kept of it was damaged. The check is to be made again.</summary>
    public void Reopen()
    {
        CheckState open;
        lock (_gate) _state = open = _state with { Kind = CheckKind.None };
        _kept.Disk?.StoreCheck(open);
    }

    private async Task CheckAsync()
    {
        CheckState known;
        lock (_gate) known = _state;
        if (known.IsDone || _kept.Blocks.Combine() is not { } crc) return;
        ObjectFacts facts = _kept.Facts;
        ulong? published = known.Published;
        bool isAnswered = true;
        if (published is null) (published, isAnswered) = await AskAsync().ConfigureAwait(false);

        CheckKind kind;
        if (published is { } right)
        {
            if (crc != right) throw PublishedChecksum.WrongCrc(facts, crc, right);
            kind = CheckKind.Crc64Nvme;
        }
        else if (PublishedChecksum.IsMd5(facts.ETag))
        {
            if (HashKept() is not { } md5)
            {
                Tell("cannot be compared with its MD5, as not all of it is kept here");
                lock (_gate) _state = new CheckState(CheckKind.Length, null);
                return;
            }
            if (md5 != facts.ETag) throw PublishedChecksum.WrongMd5(facts, md5);
            kind = CheckKind.Md5;
        }
        else
        {
            kind = CheckKind.Length;
        }
        Tell(string.Create(CultureInfo.InvariantCulture, $"is whole and right by its {kind}"));
        var done = new CheckState(kind, published);
        lock (_gate) _state = done;
        // A source that could not be asked may have a better fact for the next process.
        if (isAnswered) _kept.Disk?.StoreCheck(done);
    }

    /// <summary>Asks the source that the object came from for its checksum.</summary>
    private async Task<(ulong? Published, bool IsAnswered)> AskAsync()
    {
        ObjectFacts facts = _kept.Facts, answer;
        try
        {
            answer = await _source.StatAsync(facts, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ObjectException e) when ((e.IsOfTheMoment || e.Failure == ObjectFailure.Offline) && !_source.IsBeforeUse)
        {
            Tell($"cannot be checked now: {e.Message}");
            return (null, false);
        }
        catch (ObjectException e) when (e.Failure is ObjectFailure.Refused or ObjectFailure.NotFound)
        {
            Tell($"has no published checksum: {e.Message}");
            return (null, true);
        }
        if (!answer.IsSameObject(facts))
        {
            throw new ObjectException(
                ObjectFailure.Changed, facts.Key, facts.Source, answer.DifferenceTo(facts),
                "The object was replaced while it was being read: read it again.");
        }
        return (answer.Crc64Nvme, true);
    }

    /// <summary>MD5 of all blocks that are kept; null where one is not.</summary>
    private string? HashKept()
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        byte[] scratch = ArrayPool<byte>.Shared.Rent(BlockGrid.Size);
        try
        {
            for (int block = 0; block < _kept.Blocks.Count; block++)
            {
                Memory<byte> bytes = scratch.AsMemory(0, BlockGrid.LengthOf(block, _kept.Facts.Length));
                if (!_kept.TryReadKept(block, bytes)) return null;
                md5.AppendData(bytes.Span);
            }
            return Convert.ToHexStringLower(md5.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private void Tell(string outcome)
    {
        if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"{_kept.Facts.Key} of {_kept.Facts.Source} {outcome}");
    }
}
