namespace CdViz.Support.StandIn;

/// <summary>A database with a stand-in for cdviz-db's schema: its names and columns, its behaviour and its weaknesses, in words of our own.</summary>
public static class StandIn
{
    /// <summary>What makes it, in an empty database.</summary>
    public static string Sql { get; } = Read("lake.sql") + Read("graph.sql");

    /// <summary>A database of its own with nothing in it but the schema.</summary>
    public static async Task<TestDatabase> CreateAsync()
    {
        var database = await TestDatabase.CreateEmptyAsync();
        await database.DataSource.ExecuteAsync(Sql);
        return database;
    }

    private static string Read(string file)
    {
        using var reader = new StreamReader(typeof(StandIn).Assembly.GetManifestResourceStream($"StandIn/{file}")!);
        return reader.ReadToEnd();
    }
}
