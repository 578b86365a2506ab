using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace CdViz.Api.Feed;

/// <summary>A small picture of two words: what it is of, and how that is.</summary>
/// <param name="Label">What it is of.</param>
/// <param name="Word">How that is.</param>
/// <param name="Colour">Of the word's side.</param>
internal sealed record BadgePicture(string Label, string Word, string Colour)
{
    /// <summary>Something runs.</summary>
    public const string Green = "#2b7a3f";

    /// <summary>It was rolled back.</summary>
    public const string Orange = "#a8550f";

    /// <summary>Nothing is known.</summary>
    public const string Grey = "#5c6570";

    private const int Longest = 40;
    private const double Letter = 6.6;

    /// <summary>The picture. Texts longer than 40 characters end in an ellipsis; whatever font there is, they are as wide as their side.</summary>
    public byte[] ToSvg()
    {
        var (label, word) = (Cut(Label), Cut(Word));
        var (left, right) = (Wide(label), Wide(word));
        var said = Escape($"{label}: {word}");
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{left + right:0}" height="20" role="img" aria-label="{said}">
            <title>{said}</title>
            <rect width="{left + right:0}" height="20" rx="3" fill="#3a4048"/>
            <path d="M{left:0} 0h{right - 3:0}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{right - 3:0}z" fill="{Colour}"/>
            <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">
            <text x="{left / 2:0.#}" y="14" textLength="{left - 12:0}">{Escape(label)}</text>
            <text x="{left + right / 2:0.#}" y="14" textLength="{right - 12:0}">{Escape(word)}</text>
            </g>
            </svg>

            """));
    }

    private static double Wide(string text) => Math.Round(new StringInfo(text).LengthInTextElements * Letter) + 12;

    private static string Cut(string text)
    {
        var elements = new StringInfo(text.Length > 1000 ? text[..1000] : text);
        return elements.LengthInTextElements <= Longest ? text : $"{elements.SubstringByTextElements(0, Longest - 1)}…";
    }

    // Of a cut surrogate pair and of control characters no XML document may contain any.
    private static string Escape(string text) => HtmlEncoder.Default.Encode(FeedText.Allowed(text));
}
