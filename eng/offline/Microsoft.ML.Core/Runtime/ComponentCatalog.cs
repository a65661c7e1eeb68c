using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>What a context can create from the names in a model file: the loadable classes and extensions of registered assemblies.</summary>
public sealed class ComponentCatalog
{
    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _assemblies = [];
    private readonly Dictionary<(string Name, Type Signature), LoadableClass> _classes = [];
    private readonly Dictionary<(Type Attribute, string Contract), Type> _extensions = [];

    internal ComponentCatalog()
    {
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        lock (_lock)
        {
            if (!_assemblies.Add(assembly.FullName))
            {
                return;
            }

            foreach (LoadableClassAttributeBase attribute in assembly.GetCustomAttributes<LoadableClassAttributeBase>())
            {
                RegisterClass(attribute, throwOnError);
            }

            if (assembly.FullName.StartsWith("Microsoft.ML.", StringComparison.Ordinal))
            {
                return;
            }

            foreach (Type type in assembly.GetTypes().Where(type => type.IsClass))
            {
                foreach (ExtensionBaseAttribute attribute in type.GetCustomAttributes<ExtensionBaseAttribute>())
                {
                    if (!_extensions.TryAdd((attribute.GetType(), attribute.ContractName), type) && throwOnError)
                    {
                        throw Contracts.Except(
                            $"An extension for '{attribute.GetType().Name}' with contract '{attribute.ContractName}' has already been registered in the ComponentCatalog.");
                    }
                }
            }
        }
    }

    internal object GetExtensionValue(IHostEnvironment env, Type attributeType, string contractName)
    {
        Type type;
        lock (_lock)
        {
            type = _extensions.GetValueOrDefault((attributeType, contractName));
        }

        if (type is null)
        {
            throw env.Except(
                $"Unable to locate an extension for the contract '{contractName}'. Ensure you have called ComponentCatalog.RegisterAssembly " +
                $"with the Assembly that contains a class decorated with a '{attributeType.FullName}'.");
        }

        return Activator.CreateInstance(type);
    }

    internal bool TryCreateInstance(IHostEnvironment env, Type signature, string loadName, object[] args, out object result)
    {
        LoadableClass found;
        lock (_lock)
        {
            found = _classes.GetValueOrDefault((loadName.ToLowerInvariant().Trim(), signature));
        }

        result = found?.Create(env, args);
        return found is not null;
    }

    private void RegisterClass(LoadableClassAttributeBase attribute, bool throwOnError)
    {
        LoadableClass found = FindLoader(attribute);
        if (found is null)
        {
            if (throwOnError)
            {
                throw Contracts.Except($"Can't instantiate loadable class '{attribute.InstanceType.Name}' with name '{attribute.LoadNames[0]}'");
            }

            return;
        }

        foreach (string name in attribute.LoadNames)
        {
            if (!_classes.TryAdd((name.ToLowerInvariant(), attribute.SigTypes[0]), found) && throwOnError)
            {
                throw Contracts.Except($"ComponentCatalog cannot map name '{name}' and SignatureType '{attribute.SigTypes[0]}' to {attribute.InstanceType.Name}, already mapped.");
            }
        }
    }

    /// <summary>A static Create of exactly the instance type, or a constructor; the more visible one where there are both.</summary>
    private static LoadableClass FindLoader(LoadableClassAttributeBase attribute)
    {
        Type[] plain = attribute.CtorTypes;
        Type[] withEnvironment = [typeof(IHostEnvironment), .. plain];
        ConstructorInfo constructor = null;
        if (attribute.InstanceType.IsAssignableFrom(attribute.LoaderType))
        {
            constructor = attribute.LoaderType.GetConstructor(Instance, plain) ?? attribute.LoaderType.GetConstructor(Instance, withEnvironment);
        }

        MethodInfo create = FindCreate(attribute, plain) ?? FindCreate(attribute, withEnvironment);
        MethodBase loader = create is null || (constructor is not null && constructor.IsPublic && !create.IsPublic) ? constructor : create;
        return loader is null ? null : new LoadableClass(loader, loader.GetParameters().Length > plain.Length);
    }

    private static MethodInfo FindCreate(LoadableClassAttributeBase attribute, Type[] parameterTypes)
    {
        MethodInfo method = attribute.LoaderType.GetMethod("Create", Static, parameterTypes);
        return method is not null && method.ReturnType == attribute.InstanceType ? method : null;
    }

    private sealed record LoadableClass(MethodBase Loader, bool TakesEnvironment)
    {
        public object Create(IHostEnvironment env, object[] args)
        {
            object[] all = TakesEnvironment ? [env, .. args] : args;
            try
            {
                return Loader is ConstructorInfo constructor ? constructor.Invoke(all) : Loader.Invoke(null, all);
            }
            catch (TargetInvocationException exception) when (exception.InnerException.IsMarked())
            {
                throw Contracts.Process(new InvalidOperationException("Error during class instantiation", exception));
            }
        }
    }
}
