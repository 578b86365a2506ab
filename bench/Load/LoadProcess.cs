using System.Diagnostics;
using System.Text.Json;

namespace CdViz.Bench.Load;

/// <summary>
/// A process of its own that makes the load, so that the CPU time of both sides can be told apart. It lives through the whole benchmark: its code
/// is compiled and warm when it is measured. Takes a <see cref="LoadRequest"/> as one line of JSON, answers a <see cref="LoadResult"/> as one line.
/// </summary>
internal sealed class LoadProcess : IDisposable
{
    /// <summary>The command under which the program is this process.</summary>
    public const string Command = "load";

    private readonly Process process;

    /// <summary>Starts it.</summary>
    public LoadProcess()
    {
        var start = new ProcessStartInfo(DotNet.Host, [typeof(LoadProcess).Assembly.Location, Command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment =
            {
                // What follows on an answer is done where the answer arrives: no hop to another thread, as in any lean client.
                ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
                ["DOTNET_gcServer"] = "0",
            },
        };
        process = Process.Start(start)!;
    }

    /// <summary>Has a load made.</summary>
    public async Task<LoadResult> RunAsync(LoadRequest request, CancellationToken ct)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request).AsMemory(), ct);
        await process.StandardInput.FlushAsync(ct);
        var line = await process.StandardOutput.ReadLineAsync(ct) ?? throw new InvalidOperationException("The load process has ended; what it said is above.");
        return JsonSerializer.Deserialize<LoadResult>(line)!;
    }

    /// <summary>The process itself: serves requests until its input ends.</summary>
    public static async Task<int> ServeAsync()
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var request = JsonSerializer.Deserialize<LoadRequest>(line)!;
            var before = Environment.CpuUsage.TotalTime;
            // What blocks must not do so on a thread on which answers arrive.
            var result = request.Kind switch
            {
                "posts" => await new PostLoad(request).RunAsync(),
                "paced" => await PacedLoad.RunAsync(request),
                "lines" => await LinesLoad.RunAsync(request),
                "inserts" => await Task.Run(() => InsertLoad.Run(request, InsertLoad.EventSql)),
                "rows" => await Task.Run(() => InsertLoad.Run(request, InsertLoad.AllRowsSql)),
                "copy" => await Task.Run(() => CopyLoad.Run(request)),
                var other => throw new ArgumentException($"There is no load '{other}'."),
            };
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result with { CpuSeconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds }));
        }

        return 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            process.Kill();
        }

        process.Dispose();
    }
}
