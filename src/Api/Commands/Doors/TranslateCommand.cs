using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Api.Commands.Doors;

/// <summary><c>translate</c>: tries a translator on what a tool sends, or checks it against examples.</summary>
internal static class TranslateCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Arity = ArgumentArity.ZeroOrOne, Description = "What the tool sends: its body, or an example (NAME.in.json); - for standard input." };
        var with = new Option<string?>("--with") { Description = "The translator: one of the program's own, a script in Translators:Folder, or a script's file." };
        var headers = new Option<string[]>("--header") { Description = "A header that came with it, 'Name: value'; may be given again." };
        var metadata = new Option<string[]>("--metadata") { Description = "What its source says, name=value; may be given again." };
        var check = new Option<string?>("--check") { Description = "A folder of examples: NAME.in.json is translated and compared with NAME.out.json." };
        var write = new Option<bool>("--write") { Description = "With --check: writes what comes out into NAME.out.json." };
        var command = new Command("translate", "Shows what a translator makes of what a tool sends; nothing is sent or kept.") { file, with, headers, metadata, check, write };
        command.SetAction(async (parsed, ct) =>
        {
            var settings = SettingsReader.Read(SettingsReader.Sources());
            using var set = new TranslatorSet(settings.Translators, settings.Sources.SelectMany(source => source.Translators), NullLogger<TranslatorSet>.Instance);
            var name = parsed.GetValue(with) ?? throw CommandFailed.WrongUse($"--with names the translator: {string.Join(", ", set.Names)}, or a script's file.");
            var translator = set.Find(name) ?? (File.Exists(name) ? TranslatorSet.Script(name, settings.Translators) : null)
                ?? throw CommandFailed.WrongUse($"There is no translator '{name}'; there are {string.Join(", ", set.Names)}, or name a script's file.");
            return (parsed.GetValue(check), parsed.GetValue(file)) switch
            {
                ({ } folder, null) => await CheckAsync(translator, folder, parsed.GetValue(write), settings, ct),
                (null, { } one) => await ShowAsync(translator, await ReadAsync(one, parsed.GetValue(headers) ?? [], parsed.GetValue(metadata) ?? [], ct), settings, ct),
                _ => throw CommandFailed.WrongUse("Name a file, or a folder with --check."),
            };
        });
        return command;
    }

    private static async Task<TranslatorExample> ReadAsync(string file, string[] headers, string[] metadata, CancellationToken ct)
    {
        byte[] bytes;
        if (file is "-")
        {
            using var input = new MemoryStream();
            await Console.OpenStandardInput().CopyToAsync(input, ct);
            bytes = input.ToArray();
        }
        else
        {
            bytes = await File.ReadAllBytesAsync(file, ct);
        }

        var example = file.EndsWith(TranslatorExample.In, StringComparison.Ordinal) ? TranslatorExample.Parse(bytes) : new TranslatorExample(bytes);
        return example.With(
            headers.Select(header => header.Split(':', 2) is [var name, var value] ? KeyValuePair.Create(name.Trim(), value.Trim()) : throw CommandFailed.WrongUse($"'{header}' is no header; write 'Name: value'.")),
            metadata.Select(pair => pair.Split('=', 2) is [var name, var value] ? KeyValuePair.Create(name, value) : throw CommandFailed.WrongUse($"'{pair}' is no metadata; write name=value.")));
    }

    private static async Task<int> ShowAsync(Translator translator, TranslatorExample example, Settings settings, CancellationToken ct)
    {
        var (events, remark, hasFailed) = await example.TranslateAsync(translator, ct);
        await Console.Out.WriteLineAsync(Pretty(events));
        if (remark is not null)
        {
            await Console.Error.WriteLineAsync(remark);
        }

        var wrong = Wrong(events, settings);
        wrong.ForEach(Console.Error.WriteLine);
        return hasFailed || wrong.Count > 0 ? ExitCode.No : ExitCode.Done;
    }

    private static async Task<int> CheckAsync(Translator translator, string folder, bool write, Settings settings, CancellationToken ct)
    {
        var inputs = Directory.EnumerateFiles(folder, $"*{TranslatorExample.In}", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        if (inputs.Count is 0)
        {
            throw CommandFailed.WrongUse($"There is no example in {folder}: a file NAME{TranslatorExample.In}.");
        }

        var differ = 0;
        foreach (var input in inputs)
        {
            var (name, output) = (Path.GetRelativePath(folder, input)[..^TranslatorExample.In.Length], $"{input[..^TranslatorExample.In.Length]}{TranslatorExample.Out}");
            var (events, remark, hasFailed) = await TranslatorExample.Parse(await File.ReadAllBytesAsync(input, ct)).TranslateAsync(translator, ct);
            var wrong = hasFailed ? [$"  {remark}"] : Wrong(events, settings);
            if (write && wrong.Count is 0)
            {
                await File.WriteAllTextAsync(output, $"{Pretty(events)}\n", ct);
            }

            if (wrong.Count is 0 && (!File.Exists(output) || !JsonElement.DeepEquals(JsonElement.Parse(await File.ReadAllBytesAsync(output, ct)), Json(events))))
            {
                wrong = [File.Exists(output) ? $"  It is not what {Path.GetFileName(output)} has:" : $"  There is no {Path.GetFileName(output)}; --write makes it of this:", Pretty(events)];
            }

            differ += wrong.Count > 0 ? 1 : 0;
            Console.WriteLine($"{(wrong.Count is 0 ? "ok  " : "FAIL")} {name}");
            wrong.ForEach(Console.WriteLine);
        }

        Console.WriteLine($"{inputs.Count - differ} of {inputs.Count} examples come out as they are to.");
        return differ is 0 ? ExitCode.Done : ExitCode.No;
    }

    /// <summary>What is wrong with events by the rules of CDEvents.</summary>
    private static List<string> Wrong(IReadOnlyList<ReadOnlyMemory<byte>> events, Settings settings) =>
        [.. events.Select(json => settings.Admitter().Admit(json, AdmissionMode.StrictTypes)).SelectMany(admission => admission switch
        {
            Admission.Invalid(var errors, _, _) => errors.Select(error => $"  {error.Pointer} {error.Rule}: {error.Message}"),
            Admission.NotJson(var message) => [$"  {message}"],
            _ => [],
        })];

    private static JsonElement Json(IReadOnlyList<ReadOnlyMemory<byte>> events) => JsonElement.Parse($"[{string.Join(',', events.Select(json => Encoding.UTF8.GetString(json.Span)))}]");

    private static string Pretty(IReadOnlyList<ReadOnlyMemory<byte>> events) =>
        JsonSerializer.Serialize(Json(events), Indented);
}
