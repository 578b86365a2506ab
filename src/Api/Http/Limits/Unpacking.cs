using Microsoft.AspNetCore.RequestDecompression;

namespace CdViz.Api.Http.Limits;

/// <summary>Unpacks bodies, as long as what comes out is in proportion to what came in.</summary>
/// <param name="provider">What unpacks.</param>
/// <param name="limits">The proportion, and the most there may be.</param>
internal sealed class Unpacking(IDecompressionProvider provider, LimitSettings limits) : IDecompressionProvider
{
    /// <summary>So much may come of anything: small bodies pack very well.</summary>
    private const long Free = 1024 * 1024;

    /// <summary>Bounds every way of packing that the server understands.</summary>
    public static void Bound(RequestDecompressionOptions options, LimitSettings limits)
    {
        options.DecompressionProviders["br"] = new BrotliBodies();
        foreach (var (name, unpacks) in options.DecompressionProviders.ToList())
        {
            options.DecompressionProviders[name] = new Unpacking(unpacks, limits);
        }
    }

    /// <inheritdoc/>
    public Stream GetDecompressionStream(Stream stream)
    {
        var packed = new Counting(stream, _ => { });
        return new Counting(provider.GetDecompressionStream(packed), unpacked =>
        {
            if (unpacked > limits.UnpackedBytes || (unpacked > Free && unpacked / limits.UnpackRatio > packed.Count))
            {
                throw new BadHttpRequestException(
                    $"The body unpacks to more than {limits.UnpackRatio} times its size, or to more than {limits.UnpackedBytes} bytes (settings Limits:UnpackRatio and UnpackedBytes).",
                    StatusCodes.Status413PayloadTooLarge);
            }
        });
    }

    private sealed class Counting(Stream inner, Action<long> look) : Stream
    {
        public long Count { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            Count += read;
            look(Count);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Flush() { }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
