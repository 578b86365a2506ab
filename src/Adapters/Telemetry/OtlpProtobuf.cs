using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace CdViz.Adapters.Telemetry;

/// <summary>
/// Reads logs of the OpenTelemetry protocol in protobuf (<c>ExportLogsServiceRequest</c> of opentelemetry-proto 1) as what they are in its JSON encoding; fields that
/// nothing here asks for are passed over.
/// </summary>
public static class OtlpProtobuf
{
    private const int MaxDepth = 32;

    /// <summary>Whether a media type is that of protobuf.</summary>
    public static bool IsType(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant() is "application/x-protobuf" or "application/protobuf";

    /// <summary>The same in JSON.</summary>
    /// <exception cref="NotTranslatedException">It is no such message.</exception>
    public static JsonObject ToJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Message(new(body.ToArray()), (request, field, input) =>
            {
                if (field is 1)
                {
                    Add(request, "resourceLogs", Message(input.Nested(), ResourceLogs));
                }
            });
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or InvalidOperationException)
        {
            throw new NotTranslatedException($"The body is no ExportLogsServiceRequest in protobuf: {fault.Message}");
        }
    }

    private static void ResourceLogs(JsonObject logs, int field, Reader input)
    {
        switch (field)
        {
            case 1:
                logs["resource"] = Message(input.Nested(), (resource, field, input) => Attribute(resource, field is 1, input));
                break;
            case 2:
                Add(logs, "scopeLogs", Message(input.Nested(), (scope, field, input) =>
                {
                    if (field is 2)
                    {
                        Add(scope, "logRecords", Message(input.Nested(), LogRecord));
                    }
                }));
                break;
        }
    }

    private static void LogRecord(JsonObject log, int field, Reader input)
    {
        switch (field)
        {
            case 1:
                log["timeUnixNano"] = input.Fixed64().ToString(CultureInfo.InvariantCulture);
                break;
            case 11:
                log["observedTimeUnixNano"] = input.Fixed64().ToString(CultureInfo.InvariantCulture);
                break;
            case 5:
                log["body"] = AnyValue(input.Nested(), 0);
                break;
            case 6:
                Attribute(log, true, input);
                break;
            case 9:
                log["traceId"] = Convert.ToHexStringLower(input.Bytes());
                break;
            case 10:
                log["spanId"] = Convert.ToHexStringLower(input.Bytes());
                break;
            case 12:
                log["eventName"] = input.Text();
                break;
        }
    }

    private static void Attribute(JsonObject of, bool isOne, Reader input)
    {
        if (isOne)
        {
            Add(of, "attributes", KeyValue(input.Nested(), 0));
        }
    }

    private static JsonObject KeyValue(CodedInputStream input, int depth) => Message(input, (pair, field, input) =>
    {
        if (field is 1)
        {
            pair["key"] = input.Text();
        }
        else if (field is 2)
        {
            pair["value"] = AnyValue(input.Nested(), depth);
        }
    });

    private static JsonObject AnyValue(CodedInputStream input, int depth) => depth > MaxDepth
        ? throw new InvalidOperationException($"A value is deeper than {MaxDepth}.")
        : Message(input, (value, field, input) =>
        {
            switch (field)
            {
                case 1:
                    value["stringValue"] = input.Text();
                    break;
                case 2:
                    value["boolValue"] = input.Flag();
                    break;
                case 3:
                    value["intValue"] = input.Int64().ToString(CultureInfo.InvariantCulture);
                    break;
                case 4:
                    value["doubleValue"] = input.Double() is var number && double.IsFinite(number) ? number : number.ToString(CultureInfo.InvariantCulture);
                    break;
                case 5:
                    value["arrayValue"] = Message(input.Nested(), (list, field, input) =>
                    {
                        if (field is 1)
                        {
                            Add(list, "values", AnyValue(input.Nested(), depth + 1));
                        }
                    });
                    break;
                case 6:
                    value["kvlistValue"] = Message(input.Nested(), (list, field, input) =>
                    {
                        if (field is 1)
                        {
                            Add(list, "values", KeyValue(input.Nested(), depth + 1));
                        }
                    });
                    break;
                case 7:
                    value["bytesValue"] = Convert.ToBase64String(input.Bytes());
                    break;
            }
        });

    private static JsonObject Message(CodedInputStream input, Action<JsonObject, int, Reader> read)
    {
        var message = new JsonObject();
        while (input.ReadTag() is not 0 and var tag)
        {
            var reader = new Reader(input, WireFormat.GetTagWireType(tag));
            read(message, WireFormat.GetTagFieldNumber(tag), reader);
            if (!reader.IsRead)
            {
                input.SkipLastField();
            }
        }

        return message;
    }

    private static void Add(JsonObject of, string list, JsonObject item)
    {
        if (of[list] is not JsonArray items)
        {
            of[list] = items = [];
        }

        items.Add(item);
    }

    /// <summary>Reads the value of one field, which has to be written as it should.</summary>
    private sealed class Reader(CodedInputStream input, WireFormat.WireType type)
    {
        public bool IsRead { get; private set; }

        public CodedInputStream Nested() => new(Bytes());

        public byte[] Bytes() => Of(WireFormat.WireType.LengthDelimited).ReadBytes().ToByteArray();

        public string Text() => Of(WireFormat.WireType.LengthDelimited).ReadString();

        public ulong Fixed64() => Of(WireFormat.WireType.Fixed64).ReadFixed64();

        public double Double() => Of(WireFormat.WireType.Fixed64).ReadDouble();

        public long Int64() => Of(WireFormat.WireType.Varint).ReadInt64();

        public bool Flag() => Of(WireFormat.WireType.Varint).ReadBool();

        private CodedInputStream Of(WireFormat.WireType expected)
        {
            IsRead = true;
            return type == expected ? input : throw new InvalidOperationException($"A field is written as {type}; {expected} is expected.");
        }
    }
}
