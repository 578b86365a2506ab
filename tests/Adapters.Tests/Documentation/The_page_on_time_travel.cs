namespace CdViz.Adapters.Tests.Documentation;

public class The_page_on_time_travel
{
    [Fact]
    public async Task shows_queries_with_the_answers_they_give()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(
            history.Deployed("pkg:oci/cart?tag=1", 0, "production"),
            history.Upgraded("pkg:oci/cart?tag=3", 600, "production"),
            history.Upgraded("pkg:oci/cart?tag=1", 1200, "production"),
            history.Upgraded("pkg:oci/cart?tag=2", 300, "production"));
        await using var login = await history.Log.LoginAsync();
        var (queries, answers) = (Document.Code("time-travel.md", "sql"), Document.Code("time-travel.md", "text"));

        answers.Count.ShouldBe(5);
        foreach (var (query, answer) in queries.Zip(answers))
        {
            string.Concat((await History.RowsAsync(login.Reader, query)).Select(row => $"{row}\n")).ShouldBe(answer, query);
        }
    }
}
