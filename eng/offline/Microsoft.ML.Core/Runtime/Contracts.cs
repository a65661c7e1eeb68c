using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Runtime;

/// <summary>Which exception is thrown for what: as ML.NET chooses them, since callers can tell.</summary>
internal static class Contracts
{
    private const string MarkKey = "ML_IsMarked";

    public static TException Process<TException>(this TException ex, IExceptionContext ectx = null)
        where TException : Exception
    {
        Mark(ex);
        return ectx is null ? ex : ectx.Process(ex);
    }

    public static TException Mark<TException>(TException ex)
        where TException : Exception
    {
        ex.Data[MarkKey] = true;
        return ex;
    }

    public static bool IsMarked(this Exception ex) => ex.Data.Contains(MarkKey);

    public static Exception Except(string msg) => Process(new InvalidOperationException(msg));

    public static Exception Except(this IExceptionContext ctx, string msg) => Process(new InvalidOperationException(msg), ctx);

    public static Exception ExceptParam(string paramName, string msg) => Process(new ArgumentOutOfRangeException(paramName, msg));

    public static Exception ExceptParam(this IExceptionContext ctx, string paramName, string msg) =>
        Process(new ArgumentOutOfRangeException(paramName, msg), ctx);

    public static Exception ExceptUserArg(this IExceptionContext ctx, string name, string msg) =>
        Process(new ArgumentOutOfRangeException(name, msg), ctx);

    public static Exception ExceptValue(this IExceptionContext ctx, string paramName) => Process(new ArgumentNullException(paramName), ctx);

    public static Exception ExceptDecode(string msg) => Process(new FormatException(msg));

    public static Exception ExceptDecode(this IExceptionContext ctx, string msg) => Process(new FormatException(msg), ctx);

    public static Exception ExceptDecode(this IExceptionContext ctx, Exception inner, string msg) => Process(new FormatException(msg, inner), ctx);

    public static Exception ExceptNotSupp(this IExceptionContext ctx, string msg) => Process(new NotSupportedException(msg), ctx);

    public static Exception ExceptSchemaMismatch(this IExceptionContext ctx, string paramName, string columnRole, string columnName) =>
        Process(new ArgumentOutOfRangeException(paramName, $"Could not find {columnRole} column '{columnName}'"), ctx);

    public static Exception ExceptSchemaMismatch(
        this IExceptionContext ctx, string paramName, string columnRole, string columnName, string expectedType, string actualType)
    {
        string message = $"Schema mismatch for {columnRole} column '{columnName}': expected {expectedType}, got {actualType}";
        return Process(new ArgumentOutOfRangeException(paramName, message), ctx);
    }

    public static void Check([DoesNotReturnIf(false)] bool condition, string msg = "Invalid operation") => Check(null, condition, msg);

    public static void Check(this IExceptionContext ctx, [DoesNotReturnIf(false)] bool condition, string msg = "Invalid operation")
    {
        if (!condition)
        {
            throw Except(ctx, msg);
        }
    }

    public static void CheckParam([DoesNotReturnIf(false)] bool condition, string paramName, string msg = null) => CheckParam(null, condition, paramName, msg);

    public static void CheckParam(this IExceptionContext ctx, [DoesNotReturnIf(false)] bool condition, string paramName, string msg = null)
    {
        if (!condition)
        {
            throw ExceptParam(ctx, paramName, msg);
        }
    }

    public static void CheckUserArg(this IExceptionContext ctx, [DoesNotReturnIf(false)] bool condition, string name, string msg = null)
    {
        if (!condition)
        {
            throw ExceptUserArg(ctx, name, msg);
        }
    }

    public static T CheckRef<T>(T value, string paramName)
        where T : class
    {
        CheckValue(value, paramName);
        return value;
    }

    public static void CheckValue<T>(T value, string paramName)
        where T : class => CheckValue(null, value, paramName);

    public static void CheckValue<T>(this IExceptionContext ctx, T value, string paramName)
        where T : class
    {
        if (value is null)
        {
            throw ExceptValue(ctx, paramName);
        }
    }

    public static void CheckNonEmpty(string value, string paramName) => CheckNonEmpty(null, value, paramName);

    public static void CheckNonEmpty(this IExceptionContext ctx, string value, string paramName)
    {
        if (string.IsNullOrEmpty(value))
        {
            throw ExceptParam(ctx, paramName, $"{paramName} cannot be null or empty");
        }
    }

    public static void CheckNonEmpty<T>(this IExceptionContext ctx, IReadOnlyCollection<T> values, string paramName)
    {
        if (values is null || values.Count == 0)
        {
            throw ExceptParam(ctx, paramName, $"{paramName} cannot be null or empty");
        }
    }

    public static void CheckNonWhiteSpace(this IExceptionContext ctx, string value, string paramName)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw ExceptParam(ctx, paramName, $"{paramName} cannot be null or white space");
        }
    }

    public static void CheckDecode([DoesNotReturnIf(false)] bool condition, string msg = "Corrupt model file") => CheckDecode(null, condition, msg);

    public static void CheckDecode(this IExceptionContext ctx, [DoesNotReturnIf(false)] bool condition, string msg = "Corrupt model file")
    {
        if (!condition)
        {
            throw ExceptDecode(ctx, msg);
        }
    }
}
