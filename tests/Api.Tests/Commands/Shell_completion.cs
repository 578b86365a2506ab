using System.Diagnostics;

namespace CdViz.Api.Tests.Commands;

public sealed class Shell_completion
{
    [Theory]
    [InlineData("./cdviz depl", "deployments")]
    [InlineData("./cdviz u", "up")]
    [InlineData("cdviz emit service ", "deployed")]
    [InlineData("./cdviz tests --kind ", "suite")]
    [InlineData("/opt/my tools/../cdviz runs --outc", "")]
    [InlineData("./cdviz evidence ", "lead_time")]
    [InlineData("./cdviz emit pipelinerun finished --outcome fa", "failure")]
    [InlineData("./cdviz down --", "--delete")]
    [InlineData("./cdviz projections ", "rebuild")]
    public void knows_commands_options_and_values(string line, string word)
    {
        var words = CompletionCommand.Words(line, line.Length);

        if (word.Length > 0)
        {
            words.ShouldContain(word);
        }

        var typed = line.EndsWith(' ') ? "" : line.Split(' ')[^1];
        words.ShouldAllBe(found => found.StartsWith(typed, StringComparison.Ordinal));
    }

    [Fact]
    public void looks_no_further_than_the_cursor() => CompletionCommand.Words("./cdviz depl --json", "./cdviz depl".Length).ShouldBe(["deployments"]);

    [Fact]
    public async Task works_in_bash()
    {
        var folder = Directory.CreateTempSubdirectory("cdviz-completion-");
        try
        {
            var program = Path.Combine(folder.FullName, "cdviz");
            await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec dotnet '{TestProgram.Assembly}' \"$@\"\n", Answers.Ct);
            var script =
                $"""
                chmod +x '{program}'
                eval "$('{program}' completion bash)"
                COMP_WORDS=('{program}' emit artifact pu) COMP_CWORD=3 COMP_LINE='cdviz emit artifact pu' COMP_POINT=22
                _cdviz 2>/dev/null
                printf '%s\n' "{"${COMPREPLY[@]}"}"
                """;
            using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;
            (await bash.StandardOutput.ReadToEndAsync(Answers.Ct)).Trim().ShouldBe("published");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("bash", "complete -F")]
    [InlineData("zsh", "compdef")]
    [InlineData("fish", "complete --command")]
    public async Task is_there_for_each_shell(string shell, string has) => (await TestProgram.RunAsync(["completion", shell])).Output.ShouldContain(has);
}
