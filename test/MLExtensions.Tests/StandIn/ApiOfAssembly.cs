using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MLExtensions.Tests.StandIn;

/// <summary>The public and protected members of an assembly, by reflection.</summary>
internal static class ApiOfAssembly
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<ApiMember> Members(Assembly assembly) => assembly.GetExportedTypes().SelectMany(Members);

    private static IEnumerable<ApiMember> Members(Type type)
    {
        string name = type.FullName!.Replace('+', '.');
        yield return new ApiMember(name, "type", "", "", "");
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            yield break;
        }

        foreach (FieldInfo field in type.GetFields(Declared).Where(field => (field.IsPublic || IsProtected(field)) && !field.IsSpecialName))
        {
            yield return new ApiMember(name, "field", field.Name, "", type.IsEnum ? "" : TypeName(field.FieldType));
        }

        foreach (PropertyInfo property in type.GetProperties(Declared).Where(property => property.GetAccessors(true).Any(IsVisible) && !IsOverride(property)))
        {
            MethodInfo? setter = property.GetSetMethod(true);
            bool sets = setter is not null && IsVisible(setter) && property.GetIndexParameters().Length == 0;
            yield return new ApiMember(
                name, "property", property.Name + (sets ? " set" : ""), Parameters(property.GetIndexParameters()), TypeName(property.PropertyType));
        }

        foreach (EventInfo happening in type.GetEvents(Declared).Where(happening => IsVisible(happening.AddMethod!)))
        {
            yield return new ApiMember(name, "event", happening.Name, "", TypeName(happening.EventHandlerType!));
        }

        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(IsVisible))
        {
            // Every abstract class has one, whether the source says so or not.
            if (!constructor.IsStatic && !(type.IsAbstract && constructor.GetParameters().Length == 0))
            {
                yield return new ApiMember(name, "constructor", "", Parameters(constructor.GetParameters()), "")
                {
                    Defaults = Defaults(constructor.GetParameters()),
                };
            }
        }

        foreach (MethodInfo method in type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName && !IsOverride(method)))
        {
            string arity = method.IsGenericMethod ? $"`{method.GetGenericArguments().Length}" : "";
            yield return new ApiMember(name, "method", method.Name + arity, Parameters(method.GetParameters()), TypeName(method.ReturnType))
            {
                Defaults = Defaults(method.GetParameters()),
            };
        }
    }

    private static bool IsProtected(FieldInfo field) => field.IsFamily || field.IsFamilyOrAssembly;

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    /// <summary>An override adds nothing that a caller could not call before.</summary>
    private static bool IsOverride(MethodInfo method) => method.GetBaseDefinition().DeclaringType != method.DeclaringType;

    private static bool IsOverride(PropertyInfo property) => property.GetAccessors(true).All(IsOverride);

    private static string[] Defaults(ParameterInfo[] parameters) => Array.ConvertAll(parameters, parameter =>
        !parameter.HasDefaultValue || parameter.ParameterType.IsEnum ? "?" : parameter.DefaultValue switch
        {
            null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "?" : "null",
            bool value => value ? "true" : "false",
            IConvertible value and not (char or string) => Convert.ToDouble(value).ToString(CultureInfo.InvariantCulture),
            _ => "?",
        });

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
    {
        string modifier = !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsDefined(typeof(IsReadOnlyAttribute)) ? "in " : "ref ";
        return $"{modifier}{TypeName(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " =" : "")}";
    }));

    private static string TypeName(Type type)
    {
        if (type.IsByRef)
        {
            return TypeName(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return TypeName(type.GetElementType()!) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is Type value)
        {
            return TypeName(value) + "?";
        }

        int tick = type.Name.IndexOf('`');
        if (tick < 0)
        {
            return type.Name;
        }

        // Of a type within a generic one the last arguments are its own.
        int count = int.Parse(type.Name[(tick + 1)..]);
        return $"{type.Name[..tick]}<{string.Join(", ", type.GetGenericArguments()[^count..].Select(TypeName))}>";
    }
}
