using Npgsql;

namespace CdViz.Adapters.Tests.Log;

public sealed class A_database_that_is_away(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    [Theory]
    [InlineData("select pg_terminate_backend(pg_backend_pid())", true)]
    [InlineData("do $$ begin raise exception using errcode = 'cannot_connect_now'; end $$", true)]
    [InlineData("select 1 / 0", false)]
    [InlineData("select from no_such_table", false)]
    public async Task is_told_from_a_mistake_of_ours(string sql, bool away)
    {
        await using var connections = NpgsqlDataSource.Create(db.ConnectionString);
        var fault = await Should.ThrowAsync<PostgresException>(() => connections.ExecuteAsync(sql));
        DatabaseAway.Is(fault).ShouldBe(away, fault.SqlState);
    }

    [Fact]
    public async Task is_one_that_nobody_answers_for()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=9;Username=nobody");
        DatabaseAway.Is(await Should.ThrowAsync<NpgsqlException>(() => nowhere.ExecuteAsync("select 1"))).ShouldBeTrue();
        DatabaseAway.Is(new InvalidOperationException()).ShouldBeFalse();
    }
}
