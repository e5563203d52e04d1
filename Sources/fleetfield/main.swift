print("fleetfield")
