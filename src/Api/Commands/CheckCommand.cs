using System.CommandLine;
using System.IO.Pipelines;

namespace CdViz.Api.Commands;

/// <summary><c>check</c>: what the server would say of files of CDEvents, without a server.</summary>
internal static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.OneOrMore, Description = "JSON, arrays or NDJSON; - is standard input." };
        var lenient = Given.Flag("--lenient", "Content that breaks the rules is a warning, as with Admission:Content lenient.");
        var strictTypes = Given.Flag("--strict-types", "Types that are not known are invalid, as with Admission:UnknownTypes refuse.");
        var drafts = Given.Flag("--drafts", "The draft of the next release counts too, as with Admission:Drafts.");
        var command = new Command(
            "check", "Validates CDEvents offline, as the server with these settings would: prints JSON pointer, rule, message; exit code 1 when any is invalid.")
        {
            files, lenient, strictTypes, drafts,
        };
        command.SetAction((parsed, ct) =>
        {
            var settings = SettingsReader.Read(SettingsReader.Sources());
            var admission = settings.Admission with
            {
                Content = parsed.GetValue(lenient) ? ContentRule.Lenient : settings.Admission.Content,
                UnknownTypes = parsed.GetValue(strictTypes) ? UnknownTypeRule.Refuse : settings.Admission.UnknownTypes,
                Drafts = parsed.GetValue(drafts) || settings.Admission.Drafts,
            };
            return CheckAsync(parsed.GetRequiredValue(files), settings with { Admission = admission }, Console.Out, ct);
        });
        return command;
    }

    /// <summary>Checks files.</summary>
    public static async Task<int> CheckAsync(IReadOnlyList<string> files, Settings settings, TextWriter output, CancellationToken ct)
    {
        var (admitter, mode) = (settings.Admitter(), settings.Admission.Mode(null));
        var maxBytes = settings.Limits.EventBytes;
        var (valid, parked, invalid) = (0, 0, 0);
        EventFile.Check(files);
        foreach (var file in files)
        {
            var seen = valid + parked + invalid;
            await using var stream = EventFile.Open(file);
            var reader = PipeReader.Create(stream);
            var cutter = await EventFile.CutterAsync(reader, ct);
            await foreach (var item in BodyReader.ItemsAsync(reader, cutter, maxBytes, ct))
            {
                var place = $"{file}#{item.Index}";
                switch (item.TooLarge ? new Admission.NotJson(Problems.TooLargeMessage(maxBytes)) : StampAhead.Warned(admitter.Admit(item.Json, mode), TimeProvider.System.GetUtcNow()))
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

            if (seen == valid + parked + invalid && cutter is not ArrayCutter)
            {
                throw CommandFailed.WrongUse($"{file}: there is no event in it.");
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
