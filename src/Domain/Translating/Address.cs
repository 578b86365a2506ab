namespace CdViz.Domain.Translating;

/// <summary>Addresses that tools give.</summary>
internal static class Address
{
    private const int Shown = 100;

    /// <summary>An address, whole.</summary>
    /// <exception cref="NotTranslatedException">It is none.</exception>
    public static Uri Of(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address)
        ? address
        : throw new NotTranslatedException($"'{(text.Length > Shown ? $"{text[..Shown]}…" : text)}' was found where an address is expected.");
}
