using System.Text.RegularExpressions;

namespace CdViz.Domain.Tests;

public partial class An_outcome
{
    [Theory]
    [InlineData("Completed", "success")]
    [InlineData("\"success \"", "success")]
    [InlineData("success ", "success")]
    [InlineData("SUCCESS", "success")]
    [InlineData("partiallySucceeded", "failure")]
    [InlineData("TERMINAL", "failure")]
    [InlineData("FAILED_CONTINUE", "failure")]
    [InlineData("PipelineRunTimeout", "error")]
    [InlineData("timed out", "error")]
    [InlineData("TaskRunCancelled", "cancel")]
    [InlineData("ABORTED", "cancel")]
    [InlineData("Skipped", "skipped")]
    [InlineData(" Odd One ", "odd one")]
    [InlineData("", "")]
    public void stands_for_one_word_whatever_a_tool_calls_it(string raw, string canonical)
    {
        new Outcome(raw).Canonical.ShouldBe(canonical);
        new Outcome(raw).IsKnown.ShouldBe(canonical is "success" or "failure" or "cancel" or "error" or "skipped");
    }

    [Fact]
    public void is_in_the_table_of_the_page()
    {
        var page = File.ReadAllText(Path.Combine(Root(AppContext.BaseDirectory), "docs", "outcomes.md"));
        var rows = page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => Words().Matches(line).Select(word => word.Groups[1].Value).ToList());
        var shown = rows.SelectMany(row => row.Skip(1).Select(word => (Word: Outcome.WordOf(word), Outcome: row[0]))).ToHashSet();
        shown.UnionWith(shown.Where(pair => pair.Word.EndsWith("runcancelled", StringComparison.Ordinal)).Select(pair => (pair.Word.Replace("cancelled", "canceled"), pair.Outcome)).ToList());
        shown.ShouldBe(Outcome.Words.Select(pair => (pair.Key, pair.Value)), ignoreOrder: true);
    }

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "CdViz.EventStore.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Words();
}
