using System.CommandLine;
using System.IO.Pipelines;
using CdViz.Domain;

namespace CdViz.Api;

/// <summary><c>check</c>: what the server would say of files of CDEvents, without a server.</summary>
internal static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.OneOrMore, Description = "JSON, arrays or NDJSON; - is standard input." };
        var command = new Command("check", "Validates CDEvents offline: prints JSON pointer, rule, message; exit code 1 when any is invalid.") { files };
        command.SetAction((parsed, ct) => CheckAsync(parsed.GetRequiredValue(files), SettingsReader.Read(SettingsReader.Sources()).Limits, Console.Out, ct));
        return command;
    }

    /// <summary>Checks files.</summary>
    public static async Task<int> CheckAsync(IReadOnlyList<string> files, LimitSettings limits, TextWriter output, CancellationToken ct)
    {
        var admitter = new Admitter(new AdmissionLimits { MaxBytes = limits.EventBytes });
        var (valid, parked, invalid) = (0, 0, 0);
        foreach (var file in files)
        {
            await using var stream = EventFile.Open(file);
            var reader = PipeReader.Create(stream);
            var cutter = await EventFile.CutterAsync(reader, ct);
            await foreach (var item in BodyReader.ItemsAsync(reader, cutter, limits.EventBytes, ct))
            {
                var place = $"{file}#{item.Index}";
                switch (item.TooLarge ? new Admission.NotJson(Problems.TooLargeMessage(limits.EventBytes)) : admitter.Admit(item.Json))
                {
                    case Admission.Admitted { Event.Warnings: var warnings }:
                        valid++;
                        await PrintAsync(output, place, warnings, "warning ");
                        break;
                    case Admission.NotUnderstood unknown:
                        parked++;
                        await output.WriteLineAsync($"{place} /context/type {unknown.Reason} {unknown.Message} It would be quarantined.");
                        break;
                    case Admission.Invalid { Errors: var errors }:
                        invalid++;
                        await PrintAsync(output, place, errors, "");
                        break;
                    case Admission.NotJson { Message: var message }:
                        invalid++;
                        await output.WriteLineAsync($"{place} json {message}");
                        break;
                }
            }

            if (cutter.Fault is { } fault)
            {
                invalid++;
                await output.WriteLineAsync($"{file} json {fault}");
            }
        }

        await output.WriteLineAsync($"{valid} valid, {parked} not understood, {invalid} invalid");
        return invalid == 0 ? ExitCode.Done : ExitCode.No;
    }

    private static async Task PrintAsync(TextWriter output, string place, IReadOnlyList<Violation> violations, string kind)
    {
        foreach (var (pointer, rule, message) in violations)
        {
            await output.WriteLineAsync($"{place} {kind}{(pointer.Length == 0 ? "(all)" : pointer)} {rule} {message}");
        }
    }
}
