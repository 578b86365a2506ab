using System.Buffers;

namespace CdViz.Adapters.Subscribing.Sinks;

/// <summary>Writes events as bytes.</summary>
internal static class EventText
{
    /// <summary>One event: the CDEvent, or a structured CloudEvent.</summary>
    public static ReadOnlyMemory<byte> One(SinkFormat format, Outgoing e)
    {
        if (format is not SinkFormat.Structured)
        {
            return e.Body;
        }

        var output = new ArrayBufferWriter<byte>(e.Body.Length + 512);
        CloudEventText.Write(output, e);
        return output.WrittenMemory;
    }

    /// <summary>Many events: an array, or a line each.</summary>
    public static void Many(SinkFormat format, IReadOnlyList<Outgoing> events, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        switch (format)
        {
            case SinkFormat.Batch:
                CloudEventText.Write(output, events);
                break;
            case SinkFormat.CdEventsBatch:
                output.Write("["u8);
                for (var i = 0; i < events.Count; i++)
                {
                    output.Write(i > 0 ? ","u8 : ""u8);
                    output.Write(events[i].Body.Span);
                }

                output.Write("]"u8);
                break;
            default:
                foreach (var e in events)
                {
                    Line(format, e, output);
                }

                break;
        }
    }

    /// <summary>An event as a line. A line break outside of strings is white space to JSON, and inside of them there is none.</summary>
    public static void Line(SinkFormat format, Outgoing e, IBufferWriter<byte> output)
    {
        var json = One(format, e).Span;
        var line = output.GetSpan(json.Length + 1);
        json.CopyTo(line);
        line[..json.Length].Replace((byte)'\n', (byte)' ');
        line[..json.Length].Replace((byte)'\r', (byte)' ');
        line[json.Length] = (byte)'\n';
        output.Advance(json.Length + 1);
    }
}
