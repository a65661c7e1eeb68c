using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Calls a generic method for a type that is known when running only: a column's.</summary>
internal static class GenericCall
{
    /// <param name="method">A delegate of the method with any type argument, `Method&lt;int&gt;`.</param>
    /// <param name="type">The type argument to call it with instead.</param>
    /// <param name="args">Its arguments.</param>
    public static TResult Invoke<TResult>(Delegate method, Type type, params object[] args)
    {
        MethodInfo generic = method.Method.GetGenericMethodDefinition().MakeGenericMethod(type);
        return (TResult)generic.Invoke(method.Target, BindingFlags.DoNotWrapExceptions, null, args, null);
    }
}
