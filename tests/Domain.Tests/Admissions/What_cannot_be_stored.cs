using static CdViz.Domain.Tests.Admitting;

namespace CdViz.Domain.Tests.Admissions;

public class What_cannot_be_stored
{
    [Theory]
    [InlineData("""{"a": "x\u0000y"}""", "json.nul", "/customData/a")]
    [InlineData("""{"x\u0000y": 1}""", "json.nul", "/customData/x\\u0000y")]
    [InlineData("""{"a": ["ok", "\ud83d"]}""", "json.surrogate", "/customData/a/1")]
    [InlineData("""{"a": "\ude80"}""", "json.surrogate", "/customData/a")]
    [InlineData("""{"a": "\ude80\ude80"}""", "json.surrogate", "/customData/a")]
    [InlineData("""{"a": "\ud83d\u0041"}""", "json.surrogate", "/customData/a")]
    [InlineData("""{"a": "\ud83d\ud83d\ude80"}""", "json.surrogate", "/customData/a")]
    [InlineData("""{"a": "\ud83dx"}""", "json.surrogate", "/customData/a")]
    [InlineData("""{"a": 1, "b": {"c": [{"d": 1, "d": 2}]}}""", "json.duplicate", "/customData/b/c/0/d")]
    [InlineData("""{"a": 1, "\u0061": 2}""", "json.duplicate", "/customData/a")]
    [InlineData("""{"a/b~c": 1, "a/b~c": 2}""", "json.duplicate", "/customData/a~1b~0c")]
    [InlineData("""{"a": 1e131072}""", "json.number", "/customData/a")]
    [InlineData("""{"a": -1e999999999999}""", "json.number", "/customData/a")]
    [InlineData("""{"a": 1e-16384}""", "json.number", "/customData/a")]
    [InlineData("""{"a": 0e-16384}""", "json.number", "/customData/a")]
    [InlineData("""{"a": 0.5e131073}""", "json.number", "/customData/a")]
    public void is_refused_by_name_and_place(string customData, string rule, string pointer)
    {
        var error = Errors(Examples.Full.Replace("""{"build": 17}""", customData, StringComparison.Ordinal)).ShouldHaveSingleItem();
        error.Rule.ShouldBe(rule);
        error.Pointer.ShouldBe(pointer);
    }

    [Theory]
    [InlineData("""{"a": "\u0001 \\u0000 \ud83d\ude80 🚀"}""")]
    [InlineData("""{"a": 1e131071, "b": 1e-16383, "c": 0e999999, "d": 0.00001e131076, "e": -0.0, "f": 1E+0000000000000005}""")]
    [InlineData("""{"a": {"x": 1}, "b": {"x": 1}, "A": 2}""")]
    [InlineData("""{"": 1}""")]
    public void ends_where_it_can(string customData) => Admitted(Examples.Full.Replace("""{"build": 17}""", customData, StringComparison.Ordinal));

    [Fact]
    public void may_stand_in_any_member_even_in_the_envelope() =>
        Errors(Examples.Full.Replace("\"shop\"", "\"sh\\u0000op\"", StringComparison.Ordinal)).ShouldContain(new Violation("/subject/id", "json.nul", Errors(
            Examples.Full.Replace("\"shop\"", "\"sh\\u0000op\"", StringComparison.Ordinal))[0].Message));

    [Theory]
    [InlineData(62, true)]
    [InlineData(63, false)]
    [InlineData(5000, false)]
    public void lies_too_deep(int depth, bool allowed)
    {
        var json = Examples.Full.Replace("17", $"{new string('[', depth)}{new string(']', depth)}", StringComparison.Ordinal);
        if (allowed)
        {
            Admitted(json);
            return;
        }

        var error = Errors(json).ShouldHaveSingleItem();
        error.Rule.ShouldBe("json.depth");
        error.Pointer.ShouldStartWith("/customData/build/0/0/0");
    }

    [Fact]
    public void is_larger_than_a_mebibyte()
    {
        var room = (1024 * 1024) - Examples.Utf8(Examples.Full).Length - 2;
        var fits = Examples.Full.Replace("17", $"\"{new string('x', room + 2)}\"", StringComparison.Ordinal);
        Examples.Utf8(fits).Length.ShouldBe(1024 * 1024);
        Admitted(fits);
        var error = Errors(fits + " ").ShouldHaveSingleItem();
        (error.Rule, error.Pointer).ShouldBe(("event.size", ""));
    }

    [Fact]
    public void is_larger_when_its_numbers_are_written_out()
    {
        var numbers = string.Join(',', Enumerable.Repeat("1e131071", 8));
        Errors(Examples.With("/customData/build", $"[{numbers}]")).ShouldHaveSingleItem().Rule.ShouldBe("event.size");
        Admitted(Examples.With("/customData/build", "[1e131071, 1e131071]"));
    }

    [Fact]
    public void is_a_stream_with_too_long_a_name()
    {
        var source = new string('s', 1000);
        Admitted(Examples.With("/subject/source", $"\"{source}\"").Replace("\"shop\"", $"\"{new string('i', 991)}\"", StringComparison.Ordinal))
            .Stream.Utf8Length.ShouldBe(2000);
        var error = Errors(Examples.With("/subject/source", $"\"{source}\"").Replace("\"shop\"", $"\"{new string('i', 992)}\"", StringComparison.Ordinal))
            .ShouldHaveSingleItem();
        (error.Rule, error.Pointer).ShouldBe(("stream.length", "/subject/id"));
    }

    [Fact]
    public void is_counted_in_bytes_not_characters() =>
        Errors(Examples.With("/subject/id", $"\"{new string('é', 513)}\"")).ShouldHaveSingleItem().Rule.ShouldBe("subject.id.length");

    [Fact]
    public void has_its_limits_from_the_settings()
    {
        var strict = new Admitter(new AdmissionLimits { MaxBytes = 100, MaxDepth = 2 });
        strict.Admit(Examples.Utf8(Examples.Full)).ShouldBeOfType<Admission.Invalid>().Errors.ShouldHaveSingleItem().Rule.ShouldBe("event.size");
        strict.Admit("""{"a": {"b": {"c": 1}}}"""u8.ToArray()).ShouldBeOfType<Admission.Invalid>().Errors.ShouldContain(error => error.Rule == "json.depth" && error.Pointer == "/a/b");
    }
}
