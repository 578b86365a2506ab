using Npgsql;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Documentation;

public sealed class The_guide_to_projections(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    [Theory]
    [InlineData("BranchLives.cs")]
    [InlineData("A_branch_life.cs")]
    public void shows_code_that_is_compiled_and_tried_here(string file) => Document.Code("projections.md", "csharp").ShouldContain(Document.Text(file));

    [Fact]
    public async Task shows_SQL_that_takes_the_rows_of_its_fold_and_shows_them()
    {
        var definition = ProjectionDefinition.Parse("branch_lives", [new("projections.md", Document.Code("projections.md", "sql")[0])]);
        await using var connection = await db.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await GenerationSchema.CreateAsync(connection, "branch_lives_g1", Ct);
        foreach (var part in (string[])[definition.Tables, definition.Indexes, definition.Views])
        {
            await GenerationSchema.RunAsync(connection, "branch_lives_g1", part, Ct);
        }

        var fold = new FoldPage<BranchLifeRow>(new BranchLives(), new Generation("branch_lives", 1, 1, "live", false, "", "branch_lives_g1", null, "", null, null, 0));
        await fold.ApplyAsync(connection, [At(1, "main", new BranchCreated { Repository = new("shop") }), At(2, "fix", new BranchCreated())], 0, 2, Ct);
        await fold.ApplyAsync(connection, [At(3, "main", new BranchDeleted())], 2, 3, Ct);

        (await ReadAsync(connection, "select subject_id, repository, deleted_at is null from cdviz.branch_life order by 1", 3))
            .ShouldBe([["fix", null, true], ["main", "shop", false]]);
        (await ReadAsync(connection, "select attname from pg_attribute where attrelid = 'cdviz.branch_life'::regclass and col_description(attrelid, attnum) is null", 1))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task shows_a_projection_in_SQL_alone_that_counts()
    {
        await using var log = await ProjectedLog.CreateAsync([GuideExample.EventsPerDay]);
        await log.AppendAsync([Made("a", 0), Made("b", 1), Made("c", 86400)]);
        await log.CatchUpAsync(pageSize: 1);
        (await log.Database.RowsAsync(
            "select day::text, type, events from cdviz.events_per_day order by 1", row => (row.GetString(0), row.GetString(1), row.GetInt64(2))))
            .ShouldBe([("2026-03-02", "branch_created", 2), ("2026-03-03", "branch_created", 1)]);
    }

    private static CDEvent Made(string branch, int at) => new($"{branch}-made", "https://git.example", Events.T(at), branch, new BranchCreated());

    private static RecordedEvent At(int position, string branch, SubjectContent content) => new(
        position, Guid.CreateVersion7(), $"branch|https://git.example|{branch}", 1, EventTypes.Of(content), Events.T(position).UtcDateTime, default, null, content);

    private static async Task<List<object?[]>> ReadAsync(NpgsqlConnection connection, string sql, int columns)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        List<object?[]> rows = [];
        while (await reader.ReadAsync(Ct))
        {
            rows.Add([.. Enumerable.Range(0, columns).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return rows;
    }
}
