namespace CdViz.Api.Tests.Contract;

/// <summary>What people, dashboards and other programs rely on. <c>Contract/released.txt</c> lists what no change may take away or give another type.</summary>
public sealed class The_read_schema(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task still_has_every_column_and_function_that_was_released()
    {
        var there = SqlPage.Names(await SchemaAsync()).Split('\n');

        // A function may give more columns behind those it gave.
        Released().Except(there).Where(gone => !there.Any(now => gone.EndsWith(')') && now.StartsWith($"{gone[..^1]}, ", StringComparison.Ordinal)))
            .ShouldBeEmpty("gone or of another type; a released name stays, a better one comes beside it");
    }

    [Fact]
    public async Task adds_what_is_new_to_the_list()
    {
        var there = SqlPage.Names(await SchemaAsync()).Split('\n');

        there.Except(Released()).ShouldBeEmpty("'./cdviz contract' adds it");
    }

    [Fact]
    public async Task is_described_by_its_page() =>
        Checkout.Text("docs/sql.md").ShouldBe(SqlPage.Markdown(await SchemaAsync()), "'./cdviz contract' writes it");

    [Fact]
    public async Task says_of_everything_what_it_is()
    {
        var schema = await SchemaAsync();

        schema.Relations.Where(relation => relation.Comment.Length is 0).Select(relation => relation.Name).ShouldBeEmpty();
        schema.Relations.SelectMany(relation => relation.Columns.Where(column => column.Comment.Length is 0).Select(column => $"{relation.Name}.{column.Name}")).ShouldBeEmpty();
        schema.Routines.Where(routine => routine.Comment.Length is 0).Select(routine => routine.Name).ShouldBeEmpty();
    }

    private Task<ReadSchema> SchemaAsync() => ReadSchema.OfAsync(api.Api.Database.DataSource, Answers.Ct);

    private static string[] Released() => Checkout.Text("tests/Api.Tests/Contract/released.txt").Split('\n');
}
