using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace CdViz.Api.Client;

/// <summary>Sends one file of CDEvents and tells what became of them.</summary>
internal sealed class FileSender(string file, EventSender sender, TextWriter output)
{
    private const int LinesBytes = 4 * 1024 * 1024;

    private readonly ManyReceipt total = new();
    private readonly ArrayBufferWriter<byte> lines = new();
    private ReadOnlyMemory<byte> first;
    private long held;
    private long sent;

    /// <summary>Sends it.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    /// <exception cref="CommandFailed">The file is broken, or the server refuses to take anything.</exception>
    public async Task<int> SendAsync(CancellationToken ct)
    {
        await using var stream = EventFile.Open(file);
        var reader = PipeReader.Create(stream);
        var cutter = await EventFile.CutterAsync(reader, ct);
        await foreach (var item in BodyReader.ItemsAsync(reader, cutter, int.MaxValue, ct))
        {
            if (held > 0 && lines.WrittenCount + item.Json.Length > LinesBytes)
            {
                await SendLinesAsync(ct);
            }

            first = held == 0 ? item.Json : first;
            WriteOnOneLine(item.Json.Span);
            held++;
        }

        if (sent == 0 && held == 1 && cutter is not ArrayCutter)
        {
            return await SendOneAsync(ct);
        }

        await SendLinesAsync(ct);
        await output.WriteLineAsync($"{file}: {total}");
        return cutter.Fault is { } fault ? throw CommandFailed.WrongUse($"{file}: {fault} The events before it were sent.")
            : total.Rejected == 0 ? ExitCode.Done : ExitCode.No;
    }

    private async Task<int> SendOneAsync(CancellationToken ct)
    {
        using var response = await sender.OneAsync(first, ct);
        if (!response.IsSuccessStatusCode)
        {
            var problem = (await response.Content.ReadFromJsonAsync<ProblemDetails>(ct))!;
            var errors = problem.Extensions.TryGetValue("errors", out var found) && found is JsonElement list
                ? list.Deserialize<Violation[]>(JsonSerializerOptions.Web)!
                : [];
            await output.WriteLineAsync($"{file}: {(int)response.StatusCode} {problem.Title}: {(errors.Length > 0 ? Text(errors) : problem.Detail)}");
            return ExitCode.No;
        }

        var receipt = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
        await output.WriteLineAsync($"{file}: {receipt.GetProperty("status").GetString()} {receipt.GetRawText()}");
        return ExitCode.Done;
    }

    private async Task SendLinesAsync(CancellationToken ct)
    {
        if (held == 0)
        {
            return;
        }

        var receipt = await sender.ManyAsync(lines.WrittenMemory, ct);
        total.Add(receipt);
        foreach (var (index, id, status, errors) in receipt.Problems)
        {
            await output.WriteLineAsync(
                $"{file}#{sent + index}: {status} {id} {Text(errors)}");
        }

        foreach (var (index, id, warnings) in receipt.Warnings)
        {
            await output.WriteLineAsync($"{file}#{sent + index}: warning {id} {Text(warnings)}");
        }

        sent += held;
        held = 0;
        lines.ResetWrittenCount();
    }

    private static string Text(IReadOnlyList<Violation> errors) => string.Join("; ", errors.Select(error => $"{error.Pointer} {error.Rule} {error.Message}"));

    // A line break in valid JSON stands between its tokens, never within a string.
    private void WriteOnOneLine(ReadOnlySpan<byte> json)
    {
        var line = lines.GetSpan(json.Length + 1)[..(json.Length + 1)];
        json.CopyTo(line);
        line.Replace((byte)'\n', (byte)' ');
        line.Replace((byte)'\r', (byte)' ');
        line[^1] = (byte)'\n';
        lines.Advance(line.Length);
    }
}
