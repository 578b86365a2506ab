using System.Globalization;
using System.Text.Json.Serialization;
using Google.Protobuf;

namespace CdViz.Api.Otlp;

/// <summary>The answer to logs, as OTLP has it.</summary>
/// <param name="PartialSuccess">What was not kept; not there where all was.</param>
public sealed record OtlpAnswer([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OtlpPartial? PartialSuccess);

/// <summary>Records that were not kept.</summary>
/// <param name="RejectedLogRecords">How many; a 64-bit number, which OTLP writes as text.</param>
/// <param name="ErrorMessage">Why.</param>
public sealed record OtlpPartial(string RejectedLogRecords, string ErrorMessage);

/// <summary>The same as it is sent, in the encoding of the request.</summary>
internal sealed class OtlpResult(int rejected, bool isProtobuf) : IResult
{
    private const string Why = "These records carry no CDEvent and say nothing of delivery; nothing of them is kept.";

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (isProtobuf)
        {
            response.ContentType = "application/x-protobuf";
            await response.Body.WriteAsync(Message(), httpContext.RequestAborted);
            return;
        }

        response.ContentType = "application/json";
        await response.WriteAsync(
            rejected is 0 ? "{}" : $$$"""{"partialSuccess":{"rejectedLogRecords":"{{{rejected.ToString(CultureInfo.InvariantCulture)}}}","errorMessage":"{{{Why}}}"}}""", httpContext.RequestAborted);
    }

    // ExportLogsServiceResponse { partial_success = 1 { rejected_log_records = 1, error_message = 2 } }
    private byte[] Message()
    {
        if (rejected is 0)
        {
            return [];
        }

        return Of(output =>
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(Of(inner =>
            {
                inner.WriteTag(1, WireFormat.WireType.Varint);
                inner.WriteInt64(rejected);
                inner.WriteTag(2, WireFormat.WireType.LengthDelimited);
                inner.WriteString(Why);
            })));
        });
    }

    private static byte[] Of(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            write(output);
        }

        return stream.ToArray();
    }
}
