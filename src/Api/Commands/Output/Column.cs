using System.Text.Json;

namespace CdViz.Api.Commands.Output;

/// <summary>A column of a table.</summary>
/// <param name="Header">What stands above it.</param>
/// <param name="Member">The member of an item that it shows.</param>
/// <param name="As">How a value is written; a text when left out.</param>
/// <param name="Spare">0 for what is always shown; of the others the one with the highest number is left out first where there is no room.</param>
internal sealed record Column(string Header, string Member, Func<JsonElement, string>? As = null, int Spare = 0)
{
    /// <summary>Numbers stand to the right.</summary>
    public bool IsNumber => As?.Method.Name is nameof(Show.Number) or nameof(Show.Seconds) or nameof(Show.Share);

    /// <summary>Texts may be cut; numbers and times may not.</summary>
    public bool MayBeCut => As is null || As == Show.Text;

    /// <summary>What it shows of an item, on one line and without what a terminal would take for a command.</summary>
    public string Of(JsonElement item)
    {
        var value = item.ValueKind is JsonValueKind.Object && item.TryGetProperty(Member, out var found) ? found : default;
        var text = (As ?? Show.Text)(value);
        return text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.AsSpan().ContainsAnyInRange('\x7f', '\x9f')
            ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c))
            : text;
    }
}
