using System.Text.Json;

namespace CdViz.Api.Tests.Commands;

/// <summary>What a list looks like on a terminal, in a pipe, as CSV.</summary>
public sealed class A_table
{
    private static readonly Column[] Columns =
    [
        new("name", "name"), new("outcome", "outcome"), new("seen (UTC)", "at", Show.Time), new("took", "seconds", Show.Seconds), new("url", "url", Spare: 1), new("note", "note", Spare: 2),
    ];

    private static readonly JsonElement[] Rows =
    [
        Row("checkout-delivery-to-production-with-a-long-name", "success", "2026-03-02T09:15:00.123Z", 319, "https://ci.example/1", "short"),
        Row("größe 🚀", "failure", "2026-03-02T09:16:00Z", 0.85, "https://ci.example/2/that/is/a/long/address", "a note that takes room"),
        Row("\u001b[31mred\nline", null, null, null, null, null),
    ];

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(140)]
    public void fits_the_terminal_and_breaks_no_line(int width)
    {
        var lines = Sheet.Lines(Columns, Rows, width, colours: false).ToList();

        lines.Count.ShouldBe(1 + Rows.Length);
        lines.ShouldAllBe(line => line.EnumerateRunes().Count() <= width);
        lines[0].ShouldContain("TOOK");
        lines[1].ShouldContain("5 min 19 s");
        lines[2].ShouldContain("850 ms");
    }

    [Fact]
    public void leaves_out_what_can_be_spared_before_it_cuts_what_matters()
    {
        Sheet.Lines(Columns, Rows, 80, colours: false).First().ShouldBe($"{"NAME",-38}  OUTCOME  SEEN (UTC)                 TOOK");
        Sheet.Lines(Columns, Rows, 115, colours: false).First().ShouldEndWith("URL");
        Sheet.Lines(Columns, Rows, null, colours: false).First().ShouldEndWith("NOTE");
    }

    [Fact]
    public void is_whole_in_a_pipe() => Sheet.Lines(Columns, Rows, null, colours: false).ShouldContain(line => line.Contains("https://ci.example/2/that/is/a/long/address", StringComparison.Ordinal));

    [Fact]
    public void colours_words_that_are_good_or_bad_only_where_it_may()
    {
        Sheet.Lines(Columns, Rows, 80, colours: true).ElementAt(1).ShouldContain("\e[32msuccess\e[0m");
        Sheet.Lines(Columns, Rows, 80, colours: true).ElementAt(2).ShouldContain("\e[31mfailure\e[0m");
        Sheet.Lines(Columns, Rows, 80, colours: false).ShouldAllBe(line => !line.Contains('\e'));
    }

    [Fact]
    public void lets_nobody_write_to_the_terminal() => Sheet.Lines(Columns, Rows, 80, colours: true).Last().ShouldBe(" [31mred line");

    [Fact]
    public void is_written_as_CSV_by_the_rules()
    {
        var output = new StringWriter();

        Csv.Write(output, ["name", "url"], [Row("with, comma", null, null, null, "says \"no\"", null), Row("line\nbreak", null, null, null, null, null)]);

        output.ToString().ShouldBe("name,url\r\n\"with, comma\",\"says \"\"no\"\"\"\r\n\"line\nbreak\",\r\n");
    }

    private static JsonElement Row(string? name, string? outcome, string? at, double? seconds, string? url, string? note) =>
        JsonSerializer.SerializeToElement(new { name, outcome, at, seconds, url, note });
}
