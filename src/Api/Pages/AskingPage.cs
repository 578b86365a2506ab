using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CdViz.Api.Pages;

/// <summary>A page that asks what an endpoint of the API is asked, of the same method.</summary>
public abstract class AskingPage : ComponentBase
{
    /// <summary>The request.</summary>
    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    [Inject]
    internal NpgsqlDataSource Database { get; set; } = null!;

    [Inject]
    internal TimeProvider Clock { get; set; } = null!;

    [Inject]
    internal Settings Settings { get; set; } = null!;

    [Inject]
    internal AnswerSlots Slots { get; set; } = null!;

    /// <summary>What is wrong with what was asked.</summary>
    protected List<Violation> Wrong { get; } = [];

    /// <summary>Ends with the request.</summary>
    protected CancellationToken Ct => Http.RequestAborted;

    /// <summary>Now, UTC.</summary>
    protected DateTime Now => Clock.GetUtcNow().UtcDateTime;

    /// <summary>Whether who asks may do that.</summary>
    protected bool May(string scope) => Http.User.HasClaim("scope", scope);

    /// <summary>What the page is answered with. Only when the answer begins: a page that is known to be 404 while it is made is given up by the framework.</summary>
    protected void Answers(int status) => Http.Response.OnStarting(() =>
    {
        Http.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    /// <summary>Whether a question may be asked; else it is known what is wrong with it.</summary>
    protected bool IsRight<TQuery>(TQuery query) where TQuery : IQuery<TQuery>
    {
        var wrong = QueryCheck.Wrong(query).ToList();
        Wrong.AddRange(wrong);
        if (wrong.Count > 0)
        {
            Answers(StatusCodes.Status400BadRequest);
        }

        return wrong.Count == 0;
    }

    /// <summary>Whether there is room for a page with a whole body on it, or with what somebody's own question gave; else it is known that there is none.</summary>
    protected async Task<bool> HasRoomAsync()
    {
        var full = await Slots.TakeWholeAsync(Http, Ct);
        return full is null || Told<object>(full) is not null;
    }

    /// <summary>What an endpoint answered, or null: then it is known what is wrong.</summary>
    protected T? Told<T>(IResult answer) where T : class
    {
        var result = answer is INestedHttpResult nested ? nested.Result : answer;
        if (result is IValueHttpResult<T> { Value: { } value })
        {
            return value;
        }

        if (result is ProblemHttpResult problem)
        {
            Answers(problem.StatusCode);
            Wrong.AddRange(problem.ProblemDetails.Extensions.TryGetValue("errors", out var errors) && errors is IReadOnlyList<Violation> violations
                ? violations
                : [new Violation("", "refused", problem.ProblemDetails.Detail ?? problem.ProblemDetails.Title ?? "It was refused.")]);
        }

        return null;
    }

    /// <summary>The address of the API, or of another page, with the parameters of this one that are not empty.</summary>
    protected string With(string path, params IEnumerable<(string Name, string? Value)> changed)
    {
        var changes = changed.ToList();
        return Say.Path(path, [.. Http.Request.Query.Where(pair => changes.TrueForAll(change => change.Name != pair.Key)).Select(pair => (pair.Key, (string?)pair.Value.ToString())), .. changes]);
    }

    /// <summary>A parameter of the address; null where it is empty, as forms send it.</summary>
    protected string? Asked(string name) => Http.Request.Query[name] is [{ Length: > 0 } value, ..] ? value.Trim() : null;
}
