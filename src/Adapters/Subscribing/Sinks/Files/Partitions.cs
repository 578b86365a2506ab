using System.Buffers;
using System.Globalization;

namespace CdViz.Adapters.Subscribing.Sinks.Files;

/// <summary>Parts events by the day on which they occurred, UTC: what files and objects are made of.</summary>
internal static class Partitions
{
    /// <summary>A part: its name, <c>day=2026-03-02/NAME-0000000000000000120-0000000000000000131.ndjson</c>, and its lines.</summary>
    /// <remarks>Of the same events the name is the same: what is delivered once more takes the place of what was.</remarks>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Lines)> Of(string subscription, SinkFormat format, IReadOnlyList<Outgoing> events) => events
        .GroupBy(e => DateOnly.FromDateTime(e.Event.OccurredAt))
        .OrderBy(day => day.Key)
        .Select(day =>
        {
            var output = new ArrayBufferWriter<byte>();
            foreach (var e in day)
            {
                EventText.Line(format, e, output);
            }

            var name = string.Create(
                CultureInfo.InvariantCulture, $"day={day.Key:yyyy-MM-dd}/{subscription}-{day.First().Event.Position:D19}-{day.Last().Event.Position:D19}.ndjson");
            return (name, output.WrittenMemory);
        });
}
