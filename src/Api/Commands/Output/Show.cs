using System.Globalization;
using System.Text.Json;

namespace CdViz.Api.Commands.Output;

/// <summary>How a value is written for people; nothing where there is none.</summary>
internal static class Show
{
    /// <summary>A text, as it is; a list with spaces between its parts.</summary>
    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Array => string.Join(' ', value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };

    /// <summary>A number, to the right.</summary>
    public static string Number(JsonElement value) => value.ValueKind is JsonValueKind.Number
        ? value.GetDouble().ToString("0.###", CultureInfo.InvariantCulture)
        : Text(value);

    /// <summary>An instant to the second, UTC.</summary>
    public static string Time(JsonElement value) => value.ValueKind is JsonValueKind.String && value.TryGetDateTimeOffset(out var time)
        ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
        : Text(value);

    /// <summary>Seconds as people say them: 850 ms, 12.4 s, 5 min 12 s, 3 h 4 min, 2 d 5 h.</summary>
    public static string Seconds(JsonElement value) => value.ValueKind is JsonValueKind.Number ? Duration(value.GetDouble()) : Text(value);

    /// <summary>A share as a percentage.</summary>
    public static string Share(JsonElement value) => value.ValueKind is JsonValueKind.Number
        ? value.GetDouble().ToString("0.# %", CultureInfo.InvariantCulture)
        : Text(value);

    /// <summary>Seconds as people say them.</summary>
    public static string Duration(double seconds)
    {
        var (sign, span) = (seconds < 0 ? "-" : "", TimeSpan.FromSeconds(Math.Min(Math.Abs(seconds), 1e9)));
        return sign + span switch
        {
            { TotalSeconds: 0 } => "0 s",
            { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} min {span.Seconds} s"),
            { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Hours} h {span.Minutes} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} d {span.Hours} h"),
        };
    }
}
