using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace CdViz.Domain.Translating.Reports;

/// <summary>Reads reports in XML: without document types, and so without entities that grow.</summary>
internal static class Xml
{
    private const int MaxReason = 1000;

    private static readonly XmlReaderSettings Strict = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 64 * 1024 * 1024 };

    /// <summary>The root.</summary>
    /// <exception cref="NotTranslatedException">It is no XML.</exception>
    public static XElement Root(Incoming incoming)
    {
        try
        {
            using var stream = new MemoryStream(incoming.Body.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, Strict);
            return XDocument.Load(reader, LoadOptions.None).Root!;
        }
        catch (XmlException fault)
        {
            throw new NotTranslatedException($"The body is not XML: {fault.Message}");
        }
    }

    /// <summary>A time that an attribute says in seconds.</summary>
    public static TimeSpan? Seconds(XElement of, string name) =>
        of.Attribute(name)?.Value is { } text && double.TryParse(text.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 31_536_000
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>A time that an attribute says.</summary>
    public static DateTimeOffset? Time(XElement of, string name) => of.Attribute(name)?.Value is { Length: > 0 } text ? ToolTime.Read(text) : null;

    /// <summary>The first line of a text, cut.</summary>
    public static string? Line(string? text)
    {
        var line = text?.Trim().Split('\n')[0].Trim();
        return string.IsNullOrEmpty(line) ? null : line.Length <= MaxReason ? line : line[..MaxReason];
    }
}
