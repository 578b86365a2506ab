using System.Diagnostics;
using Npgsql;

namespace CdViz.Support;

/// <summary>
/// PostgreSQL's own programs (psql, pg_dump, pg_restore, initdb …) of version 17: those of the machine, or those that <c>./cdviz db</c> has unpacked for this
/// checkout, or those in its container.
/// </summary>
public static class PostgresTools
{
    private const string Installed = "/usr/lib/postgresql/17/bin";

    private static readonly string Home =
        new[] { "tests/postgres", "postgres" }.Select(folder => Path.Combine(Administrator.Root, ".cdviz", folder)).FirstOrDefault(Directory.Exists) ?? "";

    /// <summary>Runs one on a database of the test's server, as its administrator.</summary>
    /// <param name="tool">Its name.</param>
    /// <param name="database">Name of the database.</param>
    /// <param name="input">What it reads, or nothing.</param>
    /// <param name="arguments">Further arguments.</param>
    /// <returns>What it wrote.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    public static Task<byte[]> RunAsync(string tool, string database, ReadOnlyMemory<byte> input, params string[] arguments) =>
        RunAsync(tool, new NpgsqlConnectionStringBuilder(TestServer.ConnectionString) { Database = database }, input, arguments);

    /// <summary>Runs one on a database of any server.</summary>
    /// <inheritdoc cref="RunAsync(string, string, ReadOnlyMemory{byte}, string[])"/>
    public static Task<byte[]> RunAsync(string tool, NpgsqlConnectionStringBuilder server, ReadOnlyMemory<byte> input, params string[] arguments) => RunAsync(
        tool, input,
        [
            ("PGPASSWORD", server.Password ?? ""), ("PGHOST", server.Host ?? ""), ("PGPORT", $"{server.Port}"), ("PGUSER", server.Username ?? ""),
            ("PGDATABASE", server.Database ?? ""),
        ],
        arguments);

    private static async Task<byte[]> RunAsync(string tool, ReadOnlyMemory<byte> input, (string Name, string Value)[] environment, string[] arguments)
    {
        using var process = Process.Start(Start(tool, environment, arguments)) ?? throw new InvalidOperationException($"{tool} did not start.");
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.ToArray() : throw new InvalidOperationException($"{tool} ended with {process.ExitCode}: {await errors}");
    }

    private static ProcessStartInfo Start(string tool, (string Name, string Value)[] environment, string[] arguments)
    {
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (File.Exists(Path.Combine(Home, Installed[1..], tool)) && Environment.UserName is "root")
        {
            start.FileName = "chroot";
            Array.ForEach(["--userspec=54317:54317", "--groups=54317", Home, $"{Installed}/{tool}"], start.ArgumentList.Add);
        }
        else
        {
            start.FileName = File.Exists($"{Installed}/{tool}") ? $"{Installed}/{tool}" : tool;
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        Array.ForEach(arguments, start.ArgumentList.Add);
        return start;
    }
}
