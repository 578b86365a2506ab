using System.IO.Pipelines;
using System.Text;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Bodies;

/// <summary>How arrays, lines and values are cut, whatever the pieces the body arrives in.</summary>
public class A_body_of_many
{
    private const int MaxBytes = 40;

    [Theory]
    [InlineData("[]", "")]
    [InlineData(" [ ] ", "")]
    [InlineData("[1]", "1")]
    [InlineData("[{\"a\":[1,2]},\n {\"b\":\"],}\\\"\\\\\"} ,\"x\"]", "{\"a\":[1,2]}|{\"b\":\"],}\\\"\\\\\"}|\"x\"")]
    [InlineData("[{\"a\":1},{bad},[{\"b\":2}]]", "{\"a\":1}|{bad}|[{\"b\":2}]")]
    [InlineData("[{\"a\":1},]", "{\"a\":1}|")]
    [InlineData("[,1]", "|1")]
    [InlineData("[}1,2]", "}1|2")]
    [InlineData("[\"12345678901234567890123456789012345678901234567890\",1]", "too large|1")]
    public Task as_an_array_is_cut_at_its_commas(string body, string items) => ShouldBeCutAsync(() => new ArrayCutter(), body, items, null);

    [Theory]
    [InlineData("", "", "It is no array.")]
    [InlineData("{}", "", "It is no array.")]
    [InlineData("[", "", "The array has no end.")]
    [InlineData("[1,{\"a\":", "1|{\"a\":", "The array has no end.")]
    [InlineData("[\"12345678901234567890123456789012345678901234567890", "too large", "The array has no end.")]
    [InlineData("[1] x", "1", "Text follows the end of the array.")]
    [InlineData("[1]]", "1", "Text follows the end of the array.")]
    public Task as_an_array_says_what_is_wrong_with_its_frame(string body, string items, string fault) =>
        ShouldBeCutAsync(() => new ArrayCutter(), body, items, fault);

    [Theory]
    [InlineData("", "")]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData("{\"a\":1}\r\n\n  \n {bad\n\"x\"\n", "{\"a\":1}|{bad|\"x\"")]
    [InlineData("12345678901234567890123456789012345678901234567890\n1\n", "too large|1")]
    [InlineData("1\n12345678901234567890123456789012345678901234567890", "1|too large")]
    [InlineData("\uFEFF{\"a\":1}\n2", "{\"a\":1}|2")]
    public Task as_lines_is_cut_at_its_line_ends(string body, string items) => ShouldBeCutAsync(() => new LineCutter(), body, items, null);

    [Theory]
    [InlineData("", "")]
    [InlineData("{\n \"a\": [1, 2]\n}\n{\"b\":\"}\"}{}", "{\n \"a\": [1, 2]\n}|{\"b\":\"}\"}|{}")]
    [InlineData("{\"a\":1} {\"b\":", "{\"a\":1}|{\"b\":")]
    public Task as_values_is_cut_behind_each(string body, string items) => ShouldBeCutAsync(() => new ValueCutter(), body, items, null);

    private static async Task ShouldBeCutAsync(Func<IItemCutter> cutter, string body, string expected, string? fault)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        for (var size = 1; size <= Math.Max(bytes.Length, 1); size++)
        {
            var pipe = new Pipe();
            var writing = WriteAsync(pipe.Writer, bytes, size);
            var cut = cutter();
            var items = new List<string>();
            await foreach (var item in BodyReader.ItemsAsync(pipe.Reader, cut, MaxBytes, Ct))
            {
                item.Index.ShouldBe(items.Count);
                items.Add(item.TooLarge ? "too large" : Encoding.UTF8.GetString(item.Json.Span));
            }

            await writing;
            string.Join('|', items).ShouldBe(expected, $"in pieces of {size}");
            (items.Count == 0).ShouldBe(expected.Length == 0);
            cut.Fault.ShouldBe(fault, $"in pieces of {size}");
        }
    }

    private static async Task WriteAsync(PipeWriter writer, byte[] bytes, int size)
    {
        foreach (var piece in bytes.Chunk(size))
        {
            await writer.WriteAsync(piece, Ct);
            await Task.Yield();
        }

        await writer.CompleteAsync();
    }
}
