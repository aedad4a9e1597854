using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using TesseraGdal.Storage.Checksums;
using TesseraGdal.Storage.Sources;

namespace TesseraGdal.Storage.S3;

/// <summary>
/// Objects under a bucket's prefix, by AWSSDK.S3. One call is one request (a listing: one a page); what is read is checked
/// against what was asked: range, length, tag. It keeps nothing and tries nothing twice: decorators do.
/// Every GET asks for a range, as the SDK takes the ETag of a GET without one for an MD5 and throws ArgumentOutOfRangeException where it is none.
/// The client is made at the first request, as a process that finds all it needs in the cache should not pay for it.
/// </summary>
internal sealed class S3ObjectStore : IObjectStore, IDisposable
{
    /// <summary>
    /// A server that ignores ranges (200) is read from if its answer is at most so many bytes longer than what was asked; else it is refused
    /// before the body has come, and the error tells of the whole object, so that a cache may ask for all of it at once.
    /// </summary>
    private const long MostUnasked = 1 << 20;

    private readonly StoreAddress _address;
    private readonly StorageOptions _options;
    private AmazonS3Client? _client;
    private readonly Lock _making = new();

    /// <summary>Opens a bucket's prefix; no request is made.</summary>
    /// <param name="address">An address with a bucket.</param>
    /// <param name="options">Credentials, region, user agent and time limit.</param>
    public S3ObjectStore(StoreAddress address, StorageOptions options)
    {
        _address = address;
        _options = options;
    }

    /// <inheritdoc/>
    public string Name => _address.Name;

    /// <inheritdoc/>
    public async ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key, Name);
        using var watch = new TransferWatch(_options.Timeout, cancellationToken);
        var request = new GetObjectMetadataRequest { BucketName = _address.Bucket, Key = _address.Prefix + key, ChecksumMode = ChecksumMode.ENABLED };
        try
        {
            GetObjectMetadataResponse answer = await Client.GetObjectMetadataAsync(request, watch.Token).ConfigureAwait(false);
            bool isOfParts = answer.ChecksumType == ChecksumType.COMPOSITE;
            return FactsOf(key, answer.ContentLength, answer.ETag, answer.LastModified) with { Crc64Nvme = isOfParts ? null : Crc64Nvme.Parse(answer.ChecksumCRC64NVME) };
        }
        catch (Exception e) when (IsFailure(e, cancellationToken))
        {
            throw S3Errors.Of(e, key, Name, _options, watch.Reason);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key, Name);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfZero(destination.Length);
        using var watch = new TransferWatch(_options.Timeout, cancellationToken);
        var request = new GetObjectRequest { BucketName = _address.Bucket, Key = _address.Prefix + key, ByteRange = new ByteRange(offset, offset + destination.Length - 1) };
        if (expected?.ETag is { } tag && !tag.StartsWith("W/", StringComparison.Ordinal)) request.EtagToMatch = $"\"{tag}\"";
        try
        {
            using GetObjectResponse answer = await Client.GetObjectAsync(request, watch.Token).ConfigureAwait(false);
            watch.Heard(0);
            RequireAsStored(key, answer);
            (ObjectFacts facts, int skip, int count) = Examine(key, answer, offset, destination.Length);
            if (expected is not null && !facts.IsSameObject(expected))
                throw Failure(ObjectFailure.Changed, key, $"its tag is now {facts.ETag ?? "none"} and was {expected.ETag ?? "none"}", "The object was replaced while it was being read: read it again");
            await SkipAsync(key, answer.ResponseStream, skip, watch).ConfigureAwait(false);
            await FillAsync(key, answer.ResponseStream, destination[..count], watch).ConfigureAwait(false);
            return new ObjectRead(facts, count);
        }
        catch (Exception e) when (IsFailure(e, cancellationToken))
        {
            throw S3Errors.Of(e, key, Name, _options, watch.Reason);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        foreach (RangeRead range in ranges)
        {
            ObjectRead read = await ReadAsync(key, range.Offset, range.Destination, expected, cancellationToken).ConfigureAwait(false);
            if (read.Count < range.Destination.Length) throw Failure(ObjectFailure.Corrupt, key, $"it ends at byte {read.Facts.Length}, within a range that was needed", TooShort);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _address.Bucket, Prefix = _address.Prefix + prefix };
        string last = "";
        do
        {
            ListObjectsV2Response page = await ListPageAsync(prefix, request, cancellationToken).ConfigureAwait(false);
            string before = last;
            foreach (S3Object found in page.S3Objects ?? [])
            {
                // Keys come in order; a server that tells them twice is heard once.
                if (found.Key?.StartsWith(request.Prefix, StringComparison.Ordinal) != true || string.CompareOrdinal(found.Key, last) <= 0) continue;
                last = found.Key;
                yield return FactsOf(found.Key[_address.Prefix.Length..], found.Size ?? 0, found.ETag, found.LastModified);
            }
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
            if (request.ContinuationToken is not null && last == before)
                throw Failure(ObjectFailure.Corrupt, prefix + "*", "its listing goes round in circles", "Set TESSERA_SOURCE to another source");
        }
        while (request.ContinuationToken is not null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _client?.Dispose();
    }

    /// <summary>Stores end when nobody uses them (<see cref="ObjectStores"/>), which only the collector sees: then their connections are closed, though not on its thread.</summary>
    ~S3ObjectStore()
    {
        if (_client is { } client) ThreadPool.UnsafeQueueUserWorkItem(static unused => unused.Dispose(), client, preferLocal: false);
    }

    /// <summary>Made when it is needed; a plain field, since a Lazy of the client's type would load the SDK together with this type.</summary>
    private AmazonS3Client Client
    {
        get
        {
            if (Volatile.Read(ref _client) is { } made) return made;
            lock (_making) return _client ??= S3ClientFactory.Make(_address, _options);
        }
    }

    private const string TooShort = "The object is shorter than it should be: tell its publisher, or set TESSERA_SOURCE to another source";

    private async ValueTask<ListObjectsV2Response> ListPageAsync(string prefix, ListObjectsV2Request request, CancellationToken cancellationToken)
    {
        using var watch = new TransferWatch(_options.Timeout, cancellationToken);
        try
        {
            return await Client.ListObjectsV2Async(request, watch.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e, cancellationToken))
        {
            throw S3Errors.Of(e, prefix + "*", Name, _options, watch.Reason);
        }
    }

    /// <summary>Compares the answer's head with what was asked: how much of the body comes before the range, and how much of it is wanted.</summary>
    private (ObjectFacts Facts, int Skip, int Count) Examine(string key, GetObjectResponse answer, long offset, int wanted)
    {
        if (answer.HttpStatusCode == System.Net.HttpStatusCode.PartialContent)
        {
            if (ContentRange.Parse(answer.ContentRange) is not { } range)
                throw Failure(ObjectFailure.Refused, key, $"it answered a range with the header Content-Range: {answer.ContentRange}", "Set TESSERA_SOURCE to a source that serves ranges");
            if (range.First != offset || range.Last - range.First + 1 != Math.Min(wanted, range.Length - offset))
                throw Failure(ObjectFailure.Refused, key, $"asked for {wanted} bytes from byte {offset} it answered with {answer.ContentRange}", "Set TESSERA_SOURCE to a source that serves ranges");
            return (FactsOf(key, range.Length, answer.ETag, answer.LastModified), 0, (int)(range.Last - range.First + 1));
        }

        long length = answer.ContentLength;
        if (length - wanted > MostUnasked)
        {
            throw new ObjectException(
                ObjectFailure.Refused, key, Name, $"it ignored the range of {wanted} bytes that was asked for and sent all {length} bytes of the object",
                "Set TESSERA_SOURCE to a source that serves ranges.")
            { Whole = FactsOf(key, length, answer.ETag, answer.LastModified) };
        }
        if (length <= offset)
            throw Failure(ObjectFailure.Corrupt, key, $"it has {length} bytes, and a read at byte {offset} was needed", TooShort);
        return (FactsOf(key, length, answer.ETag, answer.LastModified), (int)offset, (int)Math.Min(wanted, length - offset));
    }

    /// <summary>What a server or proxy has compressed on its way is not the object. A word that some uploads leave with the object (aws-chunked) says nothing of its bytes.</summary>
    private void RequireAsStored(string key, GetObjectResponse answer)
    {
        if (answer.Headers.ContentEncoding is { Length: > 0 } encoding && encoding is not ("identity" or "aws-chunked"))
            throw Failure(ObjectFailure.Refused, key, $"it sent the object encoded as {encoding}, which was not asked for", "Set TESSERA_SOURCE to another source, or go round the proxy");
    }

    private async ValueTask SkipAsync(string key, Stream body, int count, TransferWatch watch)
    {
        byte[] scratch = new byte[Math.Min(count, 1 << 16)];
        while (count > 0)
        {
            Memory<byte> part = scratch.AsMemory(0, Math.Min(count, scratch.Length));
            await FillAsync(key, body, part, watch).ConfigureAwait(false);
            count -= part.Length;
        }
    }

    private async ValueTask FillAsync(string key, Stream body, Memory<byte> destination, TransferWatch watch)
    {
        for (int done = 0; done < destination.Length;)
        {
            int count = await body.ReadAsync(destination[done..], watch.Token).ConfigureAwait(false);
            if (count == 0)
                throw Failure(ObjectFailure.Unavailable, key, $"the body ended after {done} of {destination.Length} bytes", "Check the network, or try again later");
            done += count;
            watch.Heard(count);
        }
    }

    private ObjectFacts FactsOf(string key, long length, string? tag, DateTime? lastModified) => length < 0
        ? throw Failure(ObjectFailure.Refused, key, "it did not tell the object's length", "Set TESSERA_SOURCE to another source")
        : new ObjectFacts
        {
            Key = key,
            Length = length,
            ETag = TagOf(tag),
            LastModified = lastModified is { } time ? new DateTimeOffset(time.ToUniversalTime()) : null,
            Source = Name,
        };

    /// <summary>A tag without its quotes; a weak one keeps its <c>W/</c>, as it can't be asked for with If-Match (RFC 9110 §13.1.1).
    /// What can't be sent back is made weak by <see cref="S3AnswerHeaders"/>.</summary>
    private static string? TagOf(string? header)
    {
        if (string.IsNullOrEmpty(header)) return null;
        bool isWeak = header.StartsWith("W/", StringComparison.Ordinal);
        string bare = (isWeak ? header[2..] : header).Trim('"');
        return bare.Length == 0 ? null : isWeak ? "W/" + bare : bare;
    }

    /// <summary>All but what has its sentence already, and the caller's own wish to stop, which passes through as it is.</summary>
    private static bool IsFailure(Exception e, CancellationToken cancellationToken) =>
        e is not TesseraException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private ObjectException Failure(ObjectFailure failure, string key, string answer, string remedy) => new(failure, key, Name, answer, remedy + ".");
}
