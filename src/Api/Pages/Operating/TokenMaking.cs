using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace CdViz.Api.Pages.Operating;

/// <summary>A page on which a token can be made.</summary>
public abstract class TokenMaking : AskingPage
{
    /// <summary>Who is to hold it.</summary>
    [SupplyParameterFromForm]
    public string? Name { get; set; }

    /// <summary>What may be done with it.</summary>
    [SupplyParameterFromForm]
    public string? Scope { get; set; }

    /// <summary>The day it ends.</summary>
    [SupplyParameterFromForm]
    public string? Until { get; set; }

    [Inject]
    internal MadeTokens Made { get; set; } = null!;

    [Inject]
    internal NavigationManager Go { get; set; } = null!;

    /// <summary>The token that was made just now: this answer alone has it.</summary>
    protected string? Token { get; private set; }

    /// <summary>Makes one of the fields.</summary>
    protected async Task MakeTokenAsync()
    {
        DateTime? until = null;
        if (Until is { Length: > 0 } day)
        {
            if (!DateTime.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var end) || end <= Now)
            {
                Refuse(StatusCodes.Status400BadRequest, $"'{day}' was found for the day it ends; a day to come, such as {Now.AddYears(1):yyyy-MM-dd}, is allowed.");
                return;
            }

            until = end;
        }

        (Token, var why) = await Made.MakeAsync(Name?.Trim() ?? "", Scope ?? "", until, Http.User.Identity?.Name, Ct);
        if (why is not null)
        {
            Refuse(StatusCodes.Status409Conflict, why);
        }
    }

    private void Refuse(int status, string why)
    {
        Answers(status);
        Wrong.Add(new("", "token", why));
    }
}
