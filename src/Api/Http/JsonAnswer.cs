using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CdViz.Api.Http;

/// <summary>A small JSON answer in one piece: with its length known it leaves in one send, where a chunked one takes two.</summary>
internal sealed class JsonAnswer<T>(int status, T value, JsonTypeInfo<T> type, string? location = null) : IResult
{
    [ThreadStatic]
    private static Scratch? scratch;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (buffer, writer) = scratch ??= new Scratch();
        buffer.ResetWrittenCount();
        writer.Reset();
        JsonSerializer.Serialize(writer, value, type);

        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = buffer.WrittenCount;
        if (location is not null)
        {
            response.Headers.Location = location;
        }

        response.BodyWriter.Write(buffer.WrittenSpan);
        return Task.CompletedTask;
    }

    private sealed record Scratch(ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)
    {
        public Scratch() : this(new ArrayBufferWriter<byte>(512)) { }

        private Scratch(ArrayBufferWriter<byte> buffer)
            : this(buffer, new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ApiJson.Relaxed.Options.Encoder, SkipValidation = true })) { }
    }
}
