namespace CdViz.Domain.Translating;

/// <summary>The trace that something is part of, as a chain of CDEvents.</summary>
public static class TraceParent
{
    private const int TraceDigits = 32;

    /// <summary>
    /// The id of the chain of a trace: of <c>00-TRACE-SPAN-FLAGS</c> (W3C Trace Context), of the 32 hexadecimal digits alone, which become a UUID, or any other text as it is;
    /// null where there is none.
    /// </summary>
    public static string? ChainOf(string? text)
    {
        var said = text?.Trim();
        if (string.IsNullOrEmpty(said))
        {
            return null;
        }

        var trace = said.Split('-') is [{ Length: 2 }, { Length: TraceDigits } of, { Length: 16 }, ..] ? of : said;
        return trace.Length is not TraceDigits || !trace.All(char.IsAsciiHexDigit) ? trace
            : trace.All(digit => digit is '0') ? null
            : Guid.ParseExact(trace, "N").ToString();
    }
}
