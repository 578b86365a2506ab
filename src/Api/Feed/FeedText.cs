using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace CdViz.Api.Feed;

/// <summary>Writes a feed: as Atom 1.0 (RFC 4287) or as JSON Feed 1.1 (jsonfeed.org).</summary>
/// <param name="Root">What addresses begin with.</param>
/// <param name="Self">The feed's own address.</param>
/// <param name="Title">What it is of.</param>
/// <param name="Entries">What it tells, the latest first.</param>
internal sealed record FeedText(string Root, string Self, string Title, IReadOnlyList<FeedEntry> Entries)
{
    private const string Atom = "http://www.w3.org/2005/Atom";
    private const string Author = "CdViz.EventStore";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    /// <summary>When the last of it was updated; the beginning of Unix time where there is nothing.</summary>
    public DateTime Updated => Entries.Count > 0 ? Entries.Max(entry => entry.Updated) : DateTime.UnixEpoch;

    /// <summary>As Atom.</summary>
    public byte[] ToAtom()
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartElement("feed", Atom);
            Element(xml, "id", Self);
            Element(xml, "title", Title);
            Element(xml, "updated", Say.Iso(Updated));
            Link(xml, "self", Self, "application/atom+xml");
            Link(xml, "alternate", $"{Root}/", "text/html");
            xml.WriteStartElement("author", Atom);
            Element(xml, "name", Author);
            xml.WriteEndElement();
            foreach (var entry in Entries)
            {
                Write(xml, entry);
            }

            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    /// <summary>As JSON Feed.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject
        {
            ["version"] = "https://jsonfeed.org/version/1.1",
            ["title"] = Title,
            ["home_page_url"] = $"{Root}/",
            ["feed_url"] = Self,
            ["authors"] = new JsonArray(new JsonObject { ["name"] = Author }),
            ["language"] = "en",
            ["items"] = new JsonArray([.. Entries.Select(entry => new JsonObject
            {
                ["id"] = entry.Urn,
                ["url"] = Root + entry.Page,
                ["title"] = entry.Title,
                ["content_text"] = TextOf(entry),
                ["date_published"] = Say.Iso(entry.Published),
                ["date_modified"] = Say.Iso(entry.Updated),
                ["tags"] = new JsonArray(entry.Category),
            })]),
        },
        Json);

    private void Write(XmlWriter xml, FeedEntry entry)
    {
        xml.WriteStartElement("entry", Atom);
        Element(xml, "id", entry.Urn);
        Element(xml, "title", entry.Title);
        Element(xml, "published", Say.Iso(entry.Published));
        Element(xml, "updated", Say.Iso(entry.Updated));
        Link(xml, "alternate", Root + entry.Page, "text/html");
        if (entry.Trace is { } trace)
        {
            Link(xml, "related", Root + trace, "text/html");
        }

        xml.WriteStartElement("category", Atom);
        xml.WriteAttributeString("term", entry.Category);
        xml.WriteEndElement();
        xml.WriteStartElement("content", Atom);
        xml.WriteAttributeString("type", "text");
        xml.WriteString(Allowed(TextOf(entry)));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private string TextOf(FeedEntry entry) => entry.Trace is { } trace ? $"{entry.Text}\nTrace: {Root}{trace}" : entry.Text;

    private static void Element(XmlWriter xml, string name, string text) => xml.WriteElementString(name, Atom, Allowed(text));

    private static void Link(XmlWriter xml, string relation, string address, string type)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("href", Allowed(address));
        xml.WriteEndElement();
    }

    /// <summary>The text without what no XML document may contain.</summary>
    internal static string Allowed(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            kept.Append(rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD");
        }

        return kept.ToString();
    }
}
