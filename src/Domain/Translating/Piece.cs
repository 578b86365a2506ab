using System.Globalization;
using System.Text.Json;

namespace CdViz.Domain.Translating;

/// <summary>A part of a body, which may not be there; it knows where it stands.</summary>
public readonly struct Piece
{
    private readonly JsonElement element;
    private readonly string pointer;

    private Piece(JsonElement element, string pointer) => (this.element, this.pointer) = (element, pointer);

    /// <summary>A whole body.</summary>
    public static Piece Of(JsonElement element) => new(element, "");

    /// <summary>A member; not there where this is no object, or has none of that name.</summary>
    public Piece this[string name] => new(
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default, $"{pointer}/{name}");

    /// <summary>It is there and not null.</summary>
    public bool Exists => element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>The JSON.</summary>
    public JsonElement Element => element;

    /// <summary>Where it stands (RFC 6901).</summary>
    public string Pointer => pointer;

    /// <summary>A text that is not empty, or a number as text; null where there is none.</summary>
    public string? Text => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => element.GetRawText(),
        _ => null,
    };

    /// <summary>A text that is not empty, or a number as text.</summary>
    /// <exception cref="NotTranslatedException">There is none.</exception>
    public string Needed => Text ?? throw Wrong("a text");

    /// <summary>A whole number, or null.</summary>
    public long? Whole => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetInt64(out var whole) => whole,
        JsonValueKind.String when long.TryParse(element.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ => null,
    };

    /// <summary>It is <c>true</c>.</summary>
    public bool IsTrue => element.ValueKind is JsonValueKind.True;

    /// <summary>A time in any of the spellings of <see cref="ToolTime"/>; null where there is none.</summary>
    /// <exception cref="NotTranslatedException">There is a text that is no time.</exception>
    public DateTimeOffset? Time => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetDouble(out var number) => ToolTime.OfNumber(number) ?? throw Wrong("a time"),
        _ when Text is { } text => ToolTime.IsNone(text) ? null : ToolTime.Read(text) ?? throw Wrong("a time"),
        _ => null,
    };

    /// <summary>A duration of so many of a unit, or null where there is no whole number.</summary>
    /// <exception cref="NotTranslatedException">It is longer than ten years.</exception>
    public TimeSpan? Duration(TimeSpan unit) => Whole is not { } whole ? null
        : Math.Abs((double)whole * unit.Ticks) <= ToolTime.Longest.Ticks ? TimeSpan.FromTicks(whole * unit.Ticks) : throw Wrong("a duration of at most ten years");

    /// <summary>A time.</summary>
    /// <exception cref="NotTranslatedException">There is none.</exception>
    public DateTimeOffset NeededTime => Time ?? throw Wrong("a time");

    /// <summary>The items of an array; none where it is none.</summary>
    public IEnumerable<Piece> Items
    {
        get
        {
            if (element.ValueKind is not JsonValueKind.Array)
            {
                yield break;
            }

            foreach (var (at, item) in element.EnumerateArray().Index())
            {
                yield return new(item, string.Create(CultureInfo.InvariantCulture, $"{pointer}/{at}"));
            }
        }
    }

    /// <summary>The members of an object; none where it is none.</summary>
    public IEnumerable<(string Name, Piece Value)> Members
    {
        get
        {
            if (element.ValueKind is not JsonValueKind.Object)
            {
                yield break;
            }

            foreach (var member in element.EnumerateObject())
            {
                yield return (member.Name, new(member.Value, $"{pointer}/{member.Name}"));
            }
        }
    }

    /// <summary>What to say where something else was expected.</summary>
    public NotTranslatedException Wrong(string expected) => new(element.ValueKind is JsonValueKind.Undefined
        ? $"{pointer} is missing; {expected} is expected there."
        : $"{pointer} is {Shown()}; {expected} is expected there.");

    /// <inheritdoc/>
    public override string ToString() => element.ValueKind is JsonValueKind.Undefined ? "" : element.ToString();

    private string Shown()
    {
        var raw = element.GetRawText();
        return raw.Length <= 60 ? raw : $"{raw[..60]}…";
    }
}
