using System.Text.RegularExpressions;

namespace CdViz.Api.Tests.Contract;

/// <summary>Runs each query of <c>docs/queries.md</c> and <c>docs/metrics.md</c> as the role that reads, over a month of the demo company.</summary>
[Collection(DemoCollection.Name)]
public sealed partial class The_worked_queries(DemoDatabase demo)
{
    public static TheoryData<string> Queries =>
    [
        .. ((string[])["docs/queries.md", "docs/metrics.md"]).SelectMany(file => Sql().Matches(Checkout.Text(file))).Select(block => block.Groups["sql"].Value),
    ];

    [Theory, MemberData(nameof(Queries))]
    public async Task give_rows(string sql)
    {
        // The demo of the test ends when it always does, that of a reader of the page today.
        await using var command = demo.Reader.CreateCommand(sql.Replace("now()", $"timestamptz '{DemoMonth.End:yyyy-MM-dd} 00:00Z'", StringComparison.Ordinal));
        await using var reader = await command.ExecuteReaderAsync(Answers.Ct);

        reader.HasRows.ShouldBeTrue(sql);
    }

    [GeneratedRegex("^```sql\n(?<sql>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Sql();
}
