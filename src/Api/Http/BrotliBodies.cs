using System.IO.Compression;
using Microsoft.AspNetCore.RequestDecompression;

namespace CdViz.Api.Http;

/// <summary>Unpacks bodies packed by Brotli. What is wrongly packed is <see cref="InvalidDataException"/> as with all other encodings.</summary>
internal sealed class BrotliBodies : IDecompressionProvider
{
    /// <inheritdoc/>
    public Stream GetDecompressionStream(Stream stream) => new Body(new BrotliStream(stream, CompressionMode.Decompress, leaveOpen: true));

    private sealed class Body(BrotliStream packed) : Stream
    {
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
            try
            {
                return await packed.ReadAsync(buffer, cancellationToken);
            }
            catch (InvalidOperationException fault)
            {
                throw new InvalidDataException(fault.Message, fault);
            }
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
            packed.Dispose();
            base.Dispose(disposing);
        }
    }
}
