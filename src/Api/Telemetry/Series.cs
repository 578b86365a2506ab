using System.Globalization;
using System.Text;

namespace CdViz.Api.Telemetry;

/// <summary>One instrument's values with one set of tags.</summary>
internal sealed class Series(KeyValuePair<string, object?>[] tags, double[]? bounds)
{
    private readonly Lock gate = new();
    private readonly long[] buckets = new long[bounds?.Length ?? 0];
    private double value;
    private long count;

    /// <summary>True when these are its tags, in this order.</summary>
    public bool Is(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != tags.Length)
        {
            return false;
        }

        for (var i = 0; i < others.Length; i++)
        {
            if (others[i].Key != tags[i].Key || !Equals(others[i].Value, tags[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes a measurement: adds it, puts it into its bucket, or for a gauge keeps it.</summary>
    public void Record(double measured, bool keep)
    {
        lock (gate)
        {
            value = keep ? measured : value + measured;
            count++;
            if (bounds is not null && Array.FindIndex(bounds, bound => measured <= bound) is >= 0 and var bucket)
            {
                buckets[bucket]++;
            }
        }
    }

    /// <summary>Writes it as Prometheus text.</summary>
    public void Write(StringBuilder text, string name)
    {
        lock (gate)
        {
            if (bounds is null)
            {
                Line(text, name, null, value);
                return;
            }

            var below = 0L;
            foreach (var (bound, held) in bounds.Zip(buckets))
            {
                Line(text, $"{name}_bucket", bound.ToString(CultureInfo.InvariantCulture), below += held);
            }

            Line(text, $"{name}_bucket", "+Inf", count);
            Line(text, $"{name}_sum", null, value);
            Line(text, $"{name}_count", null, count);
        }
    }

    private void Line(StringBuilder text, string name, string? bound, double number)
    {
        var labels = tags.Select(tag => Label(tag.Key.Replace('.', '_'), Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? ""));
        labels = bound is null ? labels : labels.Append(Label("le", bound));
        text.Append(name);
        if (string.Join(',', labels) is { Length: > 0 } list)
        {
            text.Append('{').Append(list).Append('}');
        }

        text.Append(' ').Append(number.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Label(string key, string text) => $"{key}=\"{text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
